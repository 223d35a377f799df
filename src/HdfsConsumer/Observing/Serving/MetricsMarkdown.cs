using System.Diagnostics.Metrics;
using System.Text;

namespace HdfsConsumer.Observing.Serving;

/// <summary>The table of metrics for the documentation.</summary>
internal static class MetricsMarkdown
{
    /// <summary>A Markdown table with a row for each metric by the name that Prometheus sees, lines ended by <c>\n</c>.</summary>
    public static string Render()
    {
        using var meter = new LandingMeter(TimeProvider.System);
        using var listener = new MeterListener();
        var instruments = new List<Instrument>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (meter.Owns(instrument))
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        var table = new StringBuilder("| Metric | Kind | Labels | What it says |\n|---|---|---|---|\n");
        foreach (var instrument in instruments.OrderBy(PrometheusText.NameOf, StringComparer.Ordinal))
        {
            table.Append("| ").AppendJoin(" | ", [
                $"`{PrometheusText.NameOf(instrument)}`",
                PrometheusText.TypeOf(instrument),
                meter.LabelsOf(instrument),
                instrument.Description!,
            ]).Append(" |\n");
        }

        return table.ToString();
    }
}
