using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Observing;
using HdfsConsumer.Observing.Serving;

namespace HdfsConsumer.Orchestrating;

/// <summary>What lets others look at pipelines while they run: their metrics, the page where one is asked for, and OpenTelemetry.</summary>
internal sealed class Watching : IDisposable
{
    private readonly LandingMeter _meter = new(TimeProvider.System);
    private readonly WatchServer? _server;
    private readonly IDisposable? _export;

    /// <summary>Begins.</summary>
    /// <param name="pipelines">The pipelines; the first of them says whether and where the page is served.</param>
    /// <param name="log">Is told where.</param>
    /// <exception cref="StopException">The address cannot be listened on, or the collector's address is none.</exception>
    public Watching(IReadOnlyList<LandingSettings> pipelines, LandingLog log)
    {
        // Before anybody can look: without a pipeline everything would seem to be ready.
        Metrics = [.. pipelines.Select(Add)];
        _export = OpenTelemetryExport.StartIfNamed();
        if (pipelines[0].Listen is { } address)
        {
            _server = WatchServer.Start(_meter, address, TimeProvider.System);
            log.Serving(_server.Address);
        }
    }

    /// <summary>What is told of each pipeline, in their order.</summary>
    public IReadOnlyList<PipelineMetrics> Metrics { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _export?.Dispose();
        _meter.Dispose();
    }

    private PipelineMetrics Add(LandingSettings pipeline) => _meter.Add(new PipelineFacts(
        pipeline.Pipeline,
        pipeline.Topics,
        pipeline.Sink.ToString().ToLowerInvariant(),
        pipeline.Routes.Select(rule => rule.Action).OfType<RouteAction.Land>().Any(land => IsByPlace(land.To))));

    private static bool IsByPlace(DestinationTemplate folder) =>
        folder.Parts.Count > 1 && folder.Parts[0] is [{ Field: TemplateFields.Country }];
}
