using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace HdfsConsumer.Observing.Serving;

/// <summary>
/// Sends the metrics to an OpenTelemetry collector, when the environment names one. Everything else is set by OpenTelemetry's own variables
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/): protocol, headers, interval.
/// </summary>
internal static class OpenTelemetryExport
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Begins to send; disposing of it sends what is left. Null when no collector is named.</summary>
    /// <exception cref="StopException">The collector's address is none.</exception>
    public static IDisposable? StartIfNamed()
    {
        var endpoint = Environment.GetEnvironmentVariable(EndpointVariable);
        if (string.IsNullOrEmpty(endpoint))
        {
            return null;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new StopException(ExitCode.WrongUsage, $"{EndpointVariable} '{endpoint}' is no address; accepted: http://HOST:PORT or https://HOST:PORT.");
        }

        return Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("hdfsconsumer", serviceVersion: ProgramVersion.Text))
            .AddMeter(LandingMeter.Name)
            .AddOtlpExporter()
            .Build();
    }
}
