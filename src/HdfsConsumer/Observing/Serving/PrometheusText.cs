using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace HdfsConsumer.Observing.Serving;

/// <summary>
/// Collects a meter's instruments and writes them as Prometheus reads them: text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/). May be asked by several threads.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>The content type of what <see cref="Write"/> returns.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _collecting = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, IFamily> _families = new();

    /// <summary>Begins to collect.</summary>
    public PrometheusText(LandingMeter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meter.Owns(instrument))
            {
                IFamily family = instrument is Histogram<double> histogram ? new HistogramFamily(histogram) : new ValueFamily();
                _families[instrument] = family;
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((IFamily)family!).Take(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((IFamily)family!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>A part of an instrument's name and its unit as Prometheus names them: <c>hdfsconsumer_flush_duration_seconds</c>.</summary>
    public static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return $"{instrument.Name.Replace('.', '_')}{unit}{(TypeOf(instrument) == "counter" ? "_total" : "")}";
    }

    /// <summary>The kind of an instrument as Prometheus names it.</summary>
    public static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        ObservableCounter<long> or ObservableCounter<double> => "counter",
        _ => "gauge",
    };

    /// <summary>Everything as it is now.</summary>
    public string Write()
    {
        lock (_collecting)
        {
            foreach (var family in _families.Values)
            {
                family.Begin();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (instrument, family) in _families.OrderBy(family => family.Key.Name, StringComparer.Ordinal))
            {
                var name = NameOf(instrument);
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {TypeOf(instrument)}\n");
                family.Write(name, text);
            }

            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (label, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(label).Append("=\"").Append(Escaped((string?)value ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The series of an instrument.</summary>
    private interface IFamily
    {
        void Begin();

        void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

        void Write(string name, StringBuilder text);
    }

    /// <summary>Of a counter or gauge: what it says when it is asked.</summary>
    private sealed class ValueFamily : IFamily
    {
        private readonly List<(string Labels, double Value)> _values = [];

        public void Begin() => _values.Clear();

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _values.Add((LabelsOf(tags), value));

        public void Write(string name, StringBuilder text)
        {
            foreach (var (labels, value) in _values)
            {
                WriteSample(text, name, labels, value);
            }
        }
    }

    /// <summary>Of a histogram, with the pipeline as its one label: what it was told since the beginning.</summary>
    private sealed class HistogramFamily(Histogram<double> histogram) : IFamily
    {
        private readonly double[] _bounds = [.. histogram.Advice!.HistogramBucketBoundaries!];
        private readonly ConcurrentDictionary<string, Series> _byPipeline = new(StringComparer.Ordinal);

        public void Begin()
        {
            // A histogram goes on.
        }

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var pipeline = (string)tags[0].Value!;
            if (!_byPipeline.TryGetValue(pipeline, out var series))
            {
                series = _byPipeline.GetOrAdd(pipeline, new Series(LabelsOf(tags), _bounds));
            }

            series.Add(value);
        }

        public void Write(string name, StringBuilder text)
        {
            foreach (var (_, series) in _byPipeline.OrderBy(series => series.Key, StringComparer.Ordinal))
            {
                series.Write(name, text);
            }
        }
    }

    /// <summary>Counts by bucket; the lock is the pipeline's alone but for the moment in which it is written out.</summary>
    private sealed class Series(string labels, double[] bounds)
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[bounds.Length + 1];
        private double _sum;

        public void Add(double value)
        {
            var bucket = Array.BinarySearch(bounds, value);
            lock (_lock)
            {
                _counts[bucket < 0 ? ~bucket : bucket]++;
                _sum += value;
            }
        }

        public void Write(string name, StringBuilder text)
        {
            long[] counts;
            double sum;
            lock (_lock)
            {
                counts = [.. _counts];
                sum = _sum;
            }

            var total = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                total += counts[i];
                WriteSample(text, $"{name}_bucket", $"{labels},le=\"{Number(i < bounds.Length ? bounds[i] : double.PositiveInfinity)}\"", total);
            }

            WriteSample(text, $"{name}_sum", labels, sum);
            WriteSample(text, $"{name}_count", labels, total);
        }
    }
}
