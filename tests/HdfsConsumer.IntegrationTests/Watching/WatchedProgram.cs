using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>The program while it serves its page and metrics, and what it says there.</summary>
internal sealed partial class WatchedProgram : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Starts it; <c>--listen</c> is added, on a port that is free unless one is given.</summary>
    public WatchedProgram(string workingFolder, int port, params string[] arguments)
        : this(BuiltProgram.Start(workingFolder, [.. arguments, "--listen", $"127.0.0.1:{port}"]))
    {
    }

    /// <summary>Takes over one that was started with <see cref="OnAnyPort"/>.</summary>
    public WatchedProgram(BuiltProgram program)
    {
        Program = program;
        Program.WaitFor("Page and metrics at ");
        Address = AddressLine().Match(Program.ErrorSoFar).Groups[1].Value;
    }

    /// <summary>The options that make the program serve, on a port that is free.</summary>
    public static string[] OnAnyPort => ["--listen", "127.0.0.1:0"];

    public BuiltProgram Program { get; }

    /// <summary>Where it serves, without a slash at the end.</summary>
    public string Address { get; }

    public string Get(string path) => _http.GetStringAsync($"{Address}{path}").GetAwaiter().GetResult();

    public HttpResponseMessage Send(HttpMethod method, string path, string? host = null)
    {
        using var request = new HttpRequestMessage(method, $"{Address}{path}");
        request.Headers.Host = host;
        return _http.SendAsync(request).GetAwaiter().GetResult();
    }

    public JsonElement Status => JsonDocument.Parse(Get("/api/status")).RootElement;

    /// <summary>A number of the first pipeline.</summary>
    public long NumberOf(string key) => Status.GetProperty("pipelines")[0].GetProperty(key).GetInt64();

    /// <summary>The sum of a metric over all of its labels that have this text in them.</summary>
    public double Metric(string name, string labels = "") => Get("/metrics").Split('\n')
        .Select(line => Sample().Match(line))
        .Where(sample => sample.Groups[1].Value == name && sample.Groups[2].Value.Contains(labels, StringComparison.Ordinal))
        .Sum(sample => double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));

    public void WaitUntil(Func<bool> isSo, string what)
    {
        var until = DateTime.UtcNow + WaitTimeout;
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < until && !Program.HasEnded, $"Not in time: {what}\n{Program.ErrorSoFar}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Waits until that many records were taken from Kafka, by all of its pipelines.</summary>
    public void WaitUntilConsumed(int records) => WaitUntil(() => (int)Metric("hdfsconsumer_records_consumed_total") == records, $"{records} are consumed");

    public void Dispose()
    {
        Program.Dispose();
        _http.Dispose();
    }

    [GeneratedRegex(@"Page and metrics at (http://\S+)/")]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"^(\w+)(?:\{(.*)\})? (\S+)$")]
    private static partial Regex Sample();
}
