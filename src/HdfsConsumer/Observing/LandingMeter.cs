using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HdfsConsumer.Observing;

/// <summary>
/// The instruments of all pipelines of the process, for whoever collects them: the page's <c>/metrics</c>, OpenTelemetry, or
/// <c>dotnet-counters</c>. Counters and gauges are read from <see cref="PipelineMetrics"/> only when they are collected; histograms are
/// told per batch.
/// </summary>
/// <remarks>
/// Names follow OpenTelemetry: dots, no units and no <c>_total</c>, which Prometheus' exporters add by unit and kind
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/). Labels are bounded by the settings: pipelines and
/// topics, never places.
/// </remarks>
internal sealed class LandingMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "HdfsConsumer";

    /// <summary>The label that names the pipeline.</summary>
    public const string PipelineLabel = "pipeline";

    private const string TopicLabel = "topic";

    private static readonly double[] SecondsOfWork = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] SecondsOfLatency = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];
    private static readonly double[] RecordsOfABatch = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

    private readonly Meter _meter;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, string> _labels = [];
    private PipelineMetrics[] _pipelines = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="clock">The clock.</param>
    public LandingMeter(TimeProvider clock)
    {
        _clock = clock;
        _meter = new Meter(Name, ProgramVersion.Text);
        ByTopic("hdfsconsumer.records.consumed", "{record}", "Records taken from Kafka.", pipeline => pipeline.RecordsConsumed);
        ByTopic("hdfsconsumer.consumed", "By", "Bytes of the values of records taken from Kafka.", pipeline => pipeline.BytesConsumed);
        Counter("hdfsconsumer.records.landed", "{record}", "Records landed, each once; dead letters not included.", pipeline => pipeline.RecordsLanded);
        Counter("hdfsconsumer.landed", "By", "Bytes of the lines or rows that were landed.", pipeline => pipeline.BytesLanded);
        Counter("hdfsconsumer.duplicates.skipped", "{record}", "Records that came again and were dropped.", pipeline => pipeline.DuplicatesSkipped);
        Counter("hdfsconsumer.records.dropped", "{record}", "Records that a rule leaves out.", pipeline => pipeline.RecordsDropped);
        Counters("hdfsconsumer.dead_letters", "{record}", "Records put aside.", "topic, reason", pipeline =>
            pipeline.DeadLetters.All.Select(count => Measured(count.Value, pipeline, (TopicLabel, count.Key.Topic), ("reason", count.Key.Reason))));
        ByTopic("hdfsconsumer.records.lost", "{record}", "Records that retention removed before they were landed.", pipeline => pipeline.RecordsLost);
        Counter("hdfsconsumer.flushes", "{flush}", "Batches written.", pipeline => pipeline.Flushes);
        FlushDuration = Histogram("hdfsconsumer.flush.duration", "s", "Time to write a batch.", SecondsOfWork);
        Counter("hdfsconsumer.checkpoints", "{checkpoint}", "Checkpoints done.", pipeline => pipeline.Checkpoints);
        CheckpointDuration = Histogram("hdfsconsumer.checkpoint.duration", "s", "Time to make everything written stable and to commit it.", SecondsOfWork);
        BatchRecords = Histogram("hdfsconsumer.batch.records", "{record}", "Records of a batch.", RecordsOfABatch);
        RecordLatency = Histogram(
            "hdfsconsumer.record.latency", "s", "Time from a record's Kafka timestamp to its being written, of up to 20 records of each batch.", SecondsOfLatency);
        Labelled("hdfsconsumer.retries", "{retry}", "Steps that had to be done again.", "step", pipeline => pipeline.Retries);
        Labelled("hdfsconsumer.errors", "{error}", "What went wrong and was got over, or was waited for.", "kind", pipeline => pipeline.Errors);
        Labelled("hdfsconsumer.rotations", "{file}", "Data files closed.", "cause", pipeline => pipeline.Rotations);
        Counter("hdfsconsumer.rebalances", "{rebalance}", "How often the group's partitions were given anew.", pipeline => pipeline.Rebalances);
        Gauge("hdfsconsumer.pipeline.up", "", "1 while the pipeline lands or waits for a server or for space, else 0.", pipeline =>
            pipeline.Doing.State is PipelineState.Running or PipelineState.Waiting ? 1 : 0);
        Gauge("hdfsconsumer.open_files", "", "Data files that are open.", pipeline => pipeline.Standing.OpenFiles);
        Gauge("hdfsconsumer.buffered.records", "", "Records held in memory.", pipeline => pipeline.Standing.Buffered);
        Gauge("hdfsconsumer.buffered", "By", "Bytes held in memory.", pipeline => pipeline.Standing.BufferedBytes);
        Gauges("hdfsconsumer.partitions.assigned", "", "Partitions that this instance holds.", (pipeline, topic) =>
            pipeline.Standing.Partitions.LongCount(partition => partition.Topic == topic));
        Gauges("hdfsconsumer.lag.records", "", "Records that the broker has of the held partitions and that were not taken yet.", (pipeline, topic) =>
            pipeline.Standing.Partitions.Where(partition => partition.Topic == topic).Sum(partition => partition.LagRecords));
        Gauges("hdfsconsumer.lag", "s", "Age of the last record taken of the partition that is furthest behind; 0 when nothing is left to take.", (pipeline, topic) =>
            pipeline.LagTime(topic).TotalSeconds);
        OfProcess();
    }

    /// <summary>Time to write a batch, in seconds.</summary>
    public Histogram<double> FlushDuration { get; }

    /// <summary>Time of a checkpoint, in seconds.</summary>
    public Histogram<double> CheckpointDuration { get; }

    /// <summary>Records of a batch.</summary>
    public Histogram<double> BatchRecords { get; }

    /// <summary>Time from a record's timestamp to its being written, in seconds.</summary>
    public Histogram<double> RecordLatency { get; }

    /// <summary>Whether somebody collects.</summary>
    public bool IsWatched => FlushDuration.Enabled;

    /// <summary>The pipelines, in the order in which they were added.</summary>
    public IReadOnlyList<PipelineMetrics> Pipelines => Volatile.Read(ref _pipelines);

    /// <summary>The labels of an instrument, with commas between them.</summary>
    public string LabelsOf(Instrument instrument) => _labels[instrument.Name];

    /// <summary>Whether an instrument is of this meter.</summary>
    public bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    /// <summary>Adds a pipeline.</summary>
    public PipelineMetrics Add(PipelineFacts facts)
    {
        var added = new PipelineMetrics(facts, this, _clock);
        Volatile.Write(ref _pipelines, [.. _pipelines, added]);
        return added;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<T> Measured<T>(T value, PipelineMetrics pipeline, params ReadOnlySpan<(string Label, string Value)> labels)
        where T : struct
    {
        var tags = new KeyValuePair<string, object?>[labels.Length + 1];
        tags[0] = new(PipelineLabel, pipeline.Facts.Name);
        for (var i = 0; i < labels.Length; i++)
        {
            tags[i + 1] = new(labels[i].Label, labels[i].Value);
        }

        return new Measurement<T>(value, tags);
    }

    private void Counters(string name, string unit, string description, string moreLabels, Func<PipelineMetrics, IEnumerable<Measurement<long>>> measure)
    {
        _labels[name] = moreLabels.Length == 0 ? PipelineLabel : $"{PipelineLabel}, {moreLabels}";
        _meter.CreateObservableCounter(name, () => Pipelines.SelectMany(measure), unit, description);
    }

    private void Counter(string name, string unit, string description, Func<PipelineMetrics, Count> count) =>
        Counters(name, unit, description, "", pipeline => [Measured(count(pipeline).Value, pipeline)]);

    private void Labelled(string name, string unit, string description, string label, Func<PipelineMetrics, CountBy<string>> counts) =>
        Counters(name, unit, description, label, pipeline => counts(pipeline).All.Select(count => Measured(count.Value, pipeline, (label, count.Key))));

    // Told from the start with 0, so that a first record is seen as an increase.
    private void ByTopic(string name, string unit, string description, Func<PipelineMetrics, CountBy<string>> counts) =>
        Counters(name, unit, description, TopicLabel, pipeline => pipeline.Facts.Topics
            .ToDictionary(topic => topic, topic => 0L)
            .Concat(counts(pipeline).All)
            .GroupBy(count => count.Key, count => count.Value)
            .Select(topic => Measured(topic.Sum(), pipeline, (TopicLabel, topic.Key))));

    private void Gauge(string name, string unit, string description, Func<PipelineMetrics, long> value)
    {
        _labels[name] = PipelineLabel;
        _meter.CreateObservableGauge(name, () => Pipelines.Select(pipeline => Measured(value(pipeline), pipeline)), unit, description);
    }

    private void Gauges<T>(string name, string unit, string description, Func<PipelineMetrics, string, T> value)
        where T : struct
    {
        _labels[name] = $"{PipelineLabel}, {TopicLabel}";
        _meter.CreateObservableGauge(
            name,
            () => Pipelines.SelectMany(pipeline => pipeline.Facts.Topics.Select(topic => Measured(value(pipeline, topic), pipeline, (TopicLabel, topic)))),
            unit,
            description);
    }

    private Histogram<double> Histogram(string name, string unit, string description, double[] bounds)
    {
        _labels[name] = PipelineLabel;
        return _meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
    }

    /// <summary>What Prometheus' client libraries tell of every process (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).</summary>
    private void OfProcess()
    {
        _labels["process.cpu"] = _labels["process.resident_memory"] = _labels["process.start_time"] = "";
        _labels["hdfsconsumer.build_info"] = "version";
        var began = (Process.GetCurrentProcess().StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        _meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of the process, user and system.");
        _meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Resident memory of the process.");
        _meter.CreateObservableGauge("process.start_time", () => began, "s", "When the process began, since 1970 UTC.");
        _meter.CreateObservableGauge("hdfsconsumer.build_info", () => new Measurement<long>(1, [new("version", ProgramVersion.Text)]), "", "1, with the program's version.");
    }
}
