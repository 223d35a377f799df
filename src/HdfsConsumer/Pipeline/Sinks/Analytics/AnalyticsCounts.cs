using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>
/// What was counted of records: of one partition, all below an offset and none beyond it; or of several partitions, merged. In bounded memory: the settings
/// say how much.
/// </summary>
internal sealed class AnalyticsCounts
{
    private readonly AnalyticsSettings _settings;
    private readonly Dictionary<string, int> _places;
    private readonly string?[] _texts;
    private readonly DistinctCount[] _distinct;
    private readonly TopCounts[] _top;
    private readonly NumberTable[] _numbers;
    private long _firstMs = long.MaxValue;
    private long _lastMs = long.MinValue;

    /// <summary>Makes counts of no records.</summary>
    /// <param name="settings">What is counted.</param>
    public AnalyticsCounts(AnalyticsSettings settings)
    {
        _settings = settings;
        _places = settings.Fields.Select((field, place) => (field, place)).ToDictionary(field => field.field, field => field.place, StringComparer.Ordinal);
        _texts = new string?[_places.Count];
        _distinct = [.. settings.Distinct.Select(_ => new DistinctCount(settings.ExactMax))];
        _top = [.. settings.Top.Select(_ => new TopCounts(settings.ExactMax))];
        _numbers = [.. settings.Numbers.Select(numbers => new NumberTable(numbers, settings.GroupsMax))];
    }

    /// <summary>Records counted.</summary>
    public long Records { get; private set; }

    /// <summary>The texts of a record's fields, in the order of <see cref="AnalyticsSettings.Fields"/>, to be filled before <see cref="Take"/>.</summary>
    public Span<string?> Texts => _texts;

    /// <summary>Takes the record whose texts were filled in.</summary>
    /// <param name="timestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
    public void Take(long timestampMs)
    {
        Records++;
        (_firstMs, _lastMs) = (Math.Min(_firstMs, timestampMs), Math.Max(_lastMs, timestampMs));
        foreach (var (field, count) in _settings.Distinct.Zip(_distinct))
        {
            foreach (var value in ValuesOf(field))
            {
                count.Add(value);
            }
        }

        foreach (var (top, counts) in _settings.Top.Zip(_top))
        {
            foreach (var value in ValuesOf(top.Field))
            {
                counts.Add(value);
            }
        }

        foreach (var (numbers, table) in _settings.Numbers.Zip(_numbers))
        {
            table.Take([.. numbers.Fields.Select(field => _texts[_places[field]])], numbers.By is { } by ? ValuesOf(by) : []);
        }
    }

    /// <summary>Adds what other counts of the same settings have.</summary>
    public void Add(AnalyticsCounts other)
    {
        Records += other.Records;
        (_firstMs, _lastMs) = (Math.Min(_firstMs, other._firstMs), Math.Max(_lastMs, other._lastMs));
        foreach (var (own, added) in _distinct.Zip(other._distinct))
        {
            own.Add(added);
        }

        foreach (var (own, added) in _top.Zip(other._top))
        {
            own.Add(added);
        }

        foreach (var (own, added) in _numbers.Zip(other._numbers))
        {
            own.Add(added);
        }
    }

    /// <summary>What they say, for people and programs.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="now">The moment.</param>
    /// <param name="recordsPerSecond">How fast records come; null when that is not known.</param>
    /// <param name="partitions">What they are made of.</param>
    public AnalyticsSummary Summarise(string pipeline, DateTimeOffset now, double? recordsPerSecond, IReadOnlyList<PartitionSummary> partitions) => new(
        pipeline,
        now,
        Records,
        recordsPerSecond,
        Records == 0 ? null : Moment.OfKafka(_firstMs),
        Records == 0 ? null : Moment.OfKafka(_lastMs),
        [.. _settings.Distinct.Zip(_distinct, (field, count) => new DistinctSummary(field, count.Count, count.IsExact ? 0 : DistinctCount.StandardError))],
        [.. _settings.Top.Zip(_top, (top, counts) => new TopSummary(
            top.Name, top.Field, [.. counts.Top(_settings.TopCount).Select(entry => new TopValue(entry.Text, entry.Count))], counts.ErrorAtMost))],
        [.. _numbers.Select(table => table.Summarise())],
        partitions);

    /// <summary>Writes them.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(Records);
        to.WriteNumber(_firstMs);
        to.WriteNumber(_lastMs);
        foreach (var count in _distinct)
        {
            count.Write(to);
        }

        foreach (var counts in _top)
        {
            counts.Write(to);
        }

        foreach (var table in _numbers)
        {
            table.Write(to);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote with the same settings.</summary>
    public static AnalyticsCounts Read(SketchReader from, AnalyticsSettings settings)
    {
        var read = new AnalyticsCounts(settings) { Records = from.ReadNumber(), _firstMs = from.ReadNumber(), _lastMs = from.ReadNumber() };
        foreach (ref var count in read._distinct.AsSpan())
        {
            count = DistinctCount.Read(from, settings.ExactMax);
        }

        foreach (ref var counts in read._top.AsSpan())
        {
            counts = TopCounts.Read(from, settings.ExactMax);
        }

        foreach (var table in read._numbers)
        {
            table.Read(from);
        }

        return read;
    }

    /// <summary>The values of a field: one, several where it has a separator, or none.</summary>
    private string[] ValuesOf(string field) => _texts[_places[field]] switch
    {
        null or "" => [],
        var text when _settings.Separators.TryGetValue(field, out var separator) =>
            text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        var text => [text],
    };
}
