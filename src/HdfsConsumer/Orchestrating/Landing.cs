using HdfsConsumer.Brokering;
using HdfsConsumer.Configuration;
using HdfsConsumer.Observing;
using HdfsConsumer.Pipeline;
using HdfsConsumer.Producing;

namespace HdfsConsumer.Orchestrating;

/// <summary>One landing from beginning to end: its log, its broker where it brings one of its own, its pipeline.</summary>
/// <param name="settings">The checked settings.</param>
/// <param name="output">Where the table of a trial goes.</param>
internal sealed class Landing(LandingSettings settings, TextWriter output)
{
    /// <summary>Lands until told to stop, or to the end where the settings say so; returns the exit code.</summary>
    /// <exception cref="StopException">A person is needed.</exception>
    public int Run(CancellationToken stopping)
    {
        using var log = LogSetup.ToStandardError(settings.LogLevel);
        var told = new LandingLog(log);
        using var watching = new Watching([settings], told);
        var metrics = watching.Metrics[0];
        var observer = new LandingObserver(told, metrics, TimeProvider.System, settings.Monitoring);
        if (settings.Embedded is { } embedded)
        {
            RunTrial(embedded, observer, metrics, stopping);
        }
        else
        {
            new PipelineFactory(settings, TimeProvider.System, observer).Run(stopping);
        }

        return ExitCode.Done;
    }

    private void RunTrial(EmbeddedSettings embedded, LandingObserver observer, PipelineMetrics metrics, CancellationToken stopping)
    {
        var topic = settings.Topics[0];
        var partitions = SamplePublisher.PartitionsFor(embedded.RecordsPerSecond is null ? embedded.Records : 0);
        using var broker = InMemoryBroker.Start([.. settings.Topics.Select(name => new TopicSpec(name, partitions))]);
        var trial = settings with
        {
            Kafka = settings.Kafka with { BootstrapServers = broker.Address },
            UntilEnd = embedded.RecordsPerSecond is null,
        };
        if (embedded.RecordsPerSecond is { } rate)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var publishing = Task.Run(() => PublishUntilEnded(broker.Address, topic, partitions, rate, ended), CancellationToken.None);
            new PipelineFactory(trial, TimeProvider.System, observer).Run(ended.Token);
            ended.Cancel();
            publishing.GetAwaiter().GetResult();
        }
        else
        {
            SamplePublisher.Publish(broker.Address, topic, partitions, embedded.Records);
            new PipelineFactory(trial, TimeProvider.System, observer).Run(stopping);
        }

        TrialReport.Write(output, metrics.RecordsByDestination.All, settings.BasePath, settings.FileName, topic);
    }

    /// <summary>Publishes until the landing ends; a failure ends the landing.</summary>
    private static void PublishUntilEnded(string address, string topic, int partitions, double rate, CancellationTokenSource ended)
    {
        try
        {
            SamplePublisher.PublishAtRate(address, topic, partitions, rate, TimeProvider.System, ended.Token);
        }
        finally
        {
            ended.Cancel();
        }
    }
}
