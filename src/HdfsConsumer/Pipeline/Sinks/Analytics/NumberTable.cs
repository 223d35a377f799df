using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Sketching;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>Statistics of several fields, of all records and of each group.</summary>
/// <param name="settings">The fields and the groups.</param>
/// <param name="groupsMax">Groups that there may be.</param>
internal sealed class NumberTable(NumbersSettings settings, int groupsMax)
{
    private const double Median = 0.5;
    private const double Most = 0.95;
    private const double NearlyAll = 0.99;

    private readonly FieldNumbers[] _all = NewFields(settings);
    private readonly Dictionary<string, FieldNumbers[]> _groups = [];
    private long _recordsBeyondGroups;

    /// <summary>Takes a record.</summary>
    /// <param name="texts">The texts of the fields, in their order.</param>
    /// <param name="groups">The groups that it belongs to.</param>
    public void Take(IReadOnlyList<string?> texts, IReadOnlyList<string> groups)
    {
        var ofGroups = groups.Select(GroupOf).OfType<FieldNumbers[]>().ToList();
        _recordsBeyondGroups += ofGroups.Count < groups.Count ? 1 : 0;
        for (var i = 0; i < texts.Count; i++)
        {
            ExactNumber? number = texts[i] is { } text && ExactNumber.TryRead(text, out var read) ? read : null;
            _all[i].Take(number);
            foreach (var group in ofGroups)
            {
                group[i].Take(number);
            }
        }
    }

    /// <summary>Adds what another table of the same settings has, all its groups too.</summary>
    public void Add(NumberTable other)
    {
        Add(_all, other._all);
        foreach (var (name, numbers) in other._groups)
        {
            if (!_groups.TryGetValue(name, out var own))
            {
                own = NewFields(settings);
                _groups.Add(name, own);
            }

            Add(own, numbers);
        }

        _recordsBeyondGroups += other._recordsBeyondGroups;
    }

    /// <summary>What it says, for people and programs.</summary>
    public NumbersSummary Summarise() => new(
        settings.Name,
        settings.By,
        Summarise(_all),
        [.. _groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new GroupSummary(group.Key, Summarise(group.Value)))],
        _recordsBeyondGroups);

    /// <summary>Writes it.</summary>
    public void Write(SketchWriter to)
    {
        to.WriteNumber(_recordsBeyondGroups);
        Write(_all, to);
        to.WriteNumber(_groups.Count);
        foreach (var (name, numbers) in _groups)
        {
            to.WriteText(name);
            Write(numbers, to);
        }
    }

    /// <summary>Reads what <see cref="Write(SketchWriter)"/> wrote into a table that has nothing yet.</summary>
    public void Read(SketchReader from)
    {
        _recordsBeyondGroups = from.ReadNumber();
        Read(_all, from);
        for (var left = from.ReadNumber(); left > 0; left--)
        {
            var numbers = NewFields(settings);
            _groups.Add(from.ReadText(), numbers);
            Read(numbers, from);
        }
    }

    private FieldNumbers[]? GroupOf(string name)
    {
        if (!_groups.TryGetValue(name, out var numbers) && _groups.Count < groupsMax)
        {
            numbers = NewFields(settings);
            _groups.Add(name, numbers);
        }

        return numbers;
    }

    private List<NumberSummary> Summarise(FieldNumbers[] fields) => [.. settings.Fields.Zip(fields, (field, numbers) =>
    {
        var statistics = numbers.Statistics;
        return new NumberSummary(
            field,
            statistics.Count,
            numbers.NotNumbers,
            statistics.Sum,
            OrNone(statistics.Mean),
            OrNone(statistics.Min),
            OrNone(statistics.Max),
            OrNone(statistics.Quantile(Median)),
            OrNone(statistics.Quantile(Most)),
            OrNone(statistics.Quantile(NearlyAll)),
            statistics.QuantileErrorAtMost);
    })];

    private static double? OrNone(double number) => double.IsNaN(number) ? null : number;

    private static FieldNumbers[] NewFields(NumbersSettings settings) => [.. settings.Fields.Select(_ => new FieldNumbers())];

    private static void Add(FieldNumbers[] to, FieldNumbers[] other)
    {
        foreach (var (own, added) in to.Zip(other))
        {
            own.Statistics.Add(added.Statistics);
            own.NotNumbers += added.NotNumbers;
        }
    }

    private static void Write(FieldNumbers[] fields, SketchWriter to)
    {
        foreach (var field in fields)
        {
            field.Statistics.Write(to);
            to.WriteNumber(field.NotNumbers);
        }
    }

    private static void Read(FieldNumbers[] fields, SketchReader from)
    {
        foreach (var field in fields)
        {
            field.Statistics.Add(NumberStatistics.Read(from));
            field.NotNumbers = from.ReadNumber();
        }
    }

    private sealed class FieldNumbers
    {
        public NumberStatistics Statistics { get; } = new();

        public long NotNumbers { get; set; }

        public void Take(ExactNumber? number)
        {
            if (number is { } read)
            {
                Statistics.Add(read);
            }
            else
            {
                NotNumbers++;
            }
        }
    }
}
