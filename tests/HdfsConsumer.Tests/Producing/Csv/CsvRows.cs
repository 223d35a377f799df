using System.Text;
using HdfsConsumer.Producing.Csv;
using HdfsConsumer.Producing.Sources;
using HdfsConsumer.Tests.Producing.Sources;

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
        var rows = TakenRow.AllOf(source).ToLookup(row => row.Rejection is null);
        return ([.. rows[true].Select(row => row.Text)], [.. rows[false].Select(row => $"{row.Line} {row.Rejection}")]);
    }

    public static (IReadOnlyList<string> Records, IReadOnlyList<string> Rejected) Of(string csv, CsvSettings? settings = null) =>
        Of(Encoding.UTF8.GetBytes(csv), settings);
}
