using System.Diagnostics;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Tests;

namespace HdfsConsumer.IntegrationTests.Parquet;

/// <summary>Parquet readers that are not ours: the scripts in tests/readers, which eng/install-test-tools.sh makes ready.</summary>
internal static class Readers
{
    /// <summary>What hyparquet prints of a file: a line of what it tells of itself, then its rows.</summary>
    public static IReadOnlyList<JsonElement> Hyparquet(string file, params string[] options) => Run("read-hyparquet.mjs", [file, .. options]);

    /// <summary>What DuckDB prints of a file: a line of its columns, then its rows.</summary>
    public static IReadOnlyList<JsonElement> DuckDb(string file) => Run("read-duckdb.mjs", [file]);

    /// <summary>The first value of DuckDB's answer to a query; FILE in it stands for the rows of the file, PATH for its name.</summary>
    public static string? DuckDbValue(string file, string query) => Run("read-duckdb.mjs", [file, "--query", query])[0][0].ToString();

    private static List<JsonElement> Run(string script, string[] arguments)
    {
        var path = Path.Combine(TestData.RepositoryRoot, "tests", "readers", script);
        var start = new ProcessStartInfo("node", [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<JsonElement>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(JsonElement.Parse(line));
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
        return lines;
    }
}
