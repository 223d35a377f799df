using System.Text;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Csv;

/// <summary>What becomes of a CSV text.</summary>
internal static class CsvRows
{
    /// <summary>The records, and the rejected rows as <c>LINE REASON</c>.</summary>
    public static (IReadOnlyList<string> Records, IReadOnlyList<string> Rejected) Of(byte[] csv, CsvSettings? settings = null, SourceEncoding encoding = SourceEncoding.Utf8)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["rows.csv"], csv);
        using var source = new CsvSource(SourceFile.Open(folder["rows.csv"], encoding), "rows.csv", settings ?? new(), new ManualClock());
        var records = new List<string>();
        var rejected = new List<string>();
        foreach (var row in source.Rows())
        {
            (row.Rejection is null ? records : rejected).Add(row.Rejection is null ? Encoding.UTF8.GetString(row.Value.Span) : $"{row.Line} {row.Rejection}");
        }

        return (records, rejected);
    }

    public static (IReadOnlyList<string> Records, IReadOnlyList<string> Rejected) Of(string csv, CsvSettings? settings = null) =>
        Of(Encoding.UTF8.GetBytes(csv), settings);
}
