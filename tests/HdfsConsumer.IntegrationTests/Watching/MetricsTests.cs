using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>What machines read while the program lands.</summary>
public sealed partial class MetricsTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    private readonly LandingFolder _landing = new();

    public void Dispose() => _landing.Dispose();

    [Fact]
    public void TheyAreWhatWasLandedAndPrometheusReadsThem()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(2000));
        broker.Publish(topic, ["no JSON", "[1]", "[2]", "", "{}"]);
        using var watched = Land(topic);
        watched.WaitUntil(() => watched.Metric("hdfsconsumer_batch_records_sum") == 2005 && watched.Metric("hdfsconsumer_open_files") == 6, "all is landed");

        var lines = _landing.Files.ToDictionary(file => file, file => _landing.Lines(file));
        var letters = lines.Single(file => file.Key.StartsWith("_dead", StringComparison.Ordinal)).Value;
        Assert.Equal((2001, 4), (lines.Sum(file => file.Value.Count) - letters.Count, letters.Count));
        Assert.Equal(2001, watched.Metric("hdfsconsumer_records_landed_total", "pipeline=\"geo-weather\""));
        Assert.Equal(2, watched.Metric("hdfsconsumer_dead_letters_total", $"topic=\"{topic}\",reason=\"not_an_object\""));
        Assert.Equal(4, watched.Metric("hdfsconsumer_dead_letters_total"));
        Assert.Equal(
            lines.Where(file => !file.Key.StartsWith('_')).Sum(file => file.Value.Sum(line => Encoding.UTF8.GetByteCount(line) + 1)),
            watched.Metric("hdfsconsumer_landed_bytes_total"));
        Assert.Equal(lines.Count, watched.Metric("hdfsconsumer_open_files"));
        Assert.Equal(4, watched.Metric("hdfsconsumer_partitions_assigned", topic));
        Assert.Equal(watched.Metric("hdfsconsumer_flushes_total"), watched.Metric("hdfsconsumer_flush_duration_seconds_count"));
        Assert.Equal(2005, watched.Metric("hdfsconsumer_batch_records_sum"));
        Assert.Equal(watched.Metric("hdfsconsumer_record_latency_seconds_bucket", "+Inf"), watched.Metric("hdfsconsumer_record_latency_seconds_count"));
        AssertPrometheusReads(watched.Get("/metrics"));
    }

    [Fact]
    public void WhatComesAgainIsCountedAsSkipped()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(300));
        using (var killed = new WatchedProgram(_landing.WorkingFolder, 0, [.. Arguments(topic), "--checkpoint-interval", "1h"]))
        {
            killed.WaitUntil(() => killed.Metric("hdfsconsumer_records_landed_total") == 300, "all is landed");
            killed.Program.Kill();
        }

        using var watched = Land(topic);
        watched.WaitUntil(() => watched.Metric("hdfsconsumer_duplicates_skipped_total") == 300, "all is skipped");
        Assert.Equal(0, watched.Metric("hdfsconsumer_records_landed_total"));
        _landing.AssertHasWeather(300);
    }

    [Fact]
    public void HealthAndReadinessSayYesWhenItKeepsUp()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(100));
        using var watched = Land(topic);
        watched.WaitUntil(() => watched.Send(HttpMethod.Get, "/readyz").StatusCode == HttpStatusCode.OK, "it is ready");
        Assert.Equal("ok\n", watched.Get("/readyz"));
        Assert.Equal("ok\n", watched.Get("/healthz"));
    }

    [Fact]
    public void NothingCanBeChangedAndNoOtherHostIsAnswered()
    {
        using var watched = Land(broker.NewTopic());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, watched.Send(HttpMethod.Post, "/").StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, watched.Send(HttpMethod.Delete, "/api/status").StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, watched.Send(HttpMethod.Get, "/../appsettings.json").StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, watched.Send(HttpMethod.Get, "/api/status", host: "rebound.example").StatusCode);
        Assert.Equal(HttpStatusCode.OK, watched.Send(HttpMethod.Head, "/", host: "localhost:1").StatusCode);
        Assert.StartsWith("default-src 'none'; script-src 'self'", watched.Send(HttpMethod.Get, "/").Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void APortThatIsTakenIsNamed()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, "--topics", "t", "--listen", $"{taken.LocalEndpoint}");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"port {((IPEndPoint)taken.LocalEndpoint).Port} is taken", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_landing.Path));
    }

    [Fact]
    public void PageClientsThatReadNothingHoldNothingBack()
    {
        var topic = broker.NewTopic();
        using var watched = Land(topic);
        var clients = Enumerable.Range(0, 50).Select(_ => ListenWithoutReading(watched.Address)).ToList();
        broker.Publish(topic, Broker.Weather(20_000));
        watched.WaitUntil(() => watched.NumberOf("recordsLanded") == 20_000, "all is landed");
        clients.ForEach(client => client.Dispose());
        watched.Program.Terminate();
        Assert.Equal(0, watched.Program.Wait().ExitCode);
        _landing.AssertHasWeather(20_000);
    }

    [Fact]
    public void EveryPipelineOfTheProcessIsThere()
    {
        var (weather, customers) = (broker.NewTopic(), broker.NewTopic());
        using var folder = new PipelineFolder(weather, customers);
        broker.Publish(weather, Broker.Weather(200));
        broker.Publish(customers, PipelineFolder.Customers(100));
        using var watched = new WatchedProgram(
            folder.WorkingFolder, 0, "run", "geo-weather", "customers", "--bootstrap-servers", broker.Address, "--flush-interval", "100ms");
        watched.WaitUntil(
            () => watched.Metric("hdfsconsumer_records_landed_total") + watched.Metric("hdfsconsumer_records_dropped_total") == 300, "both are landed");
        folder.AssertHasCustomers(100);
        Assert.Equal(200, watched.Metric("hdfsconsumer_records_landed_total", "geo-weather"));
        Assert.Equal(folder.LandedCustomers, watched.Metric("hdfsconsumer_records_landed_total", "customers"));
        Assert.Equal(100 - folder.LandedCustomers, watched.Metric("hdfsconsumer_records_dropped_total", "customers"));
        Assert.Equal(2, watched.Metric("hdfsconsumer_pipeline_up"));
        Assert.Equal(["geo-weather", "customers"], watched.Status.GetProperty("pipelines").EnumerateArray().Select(pipeline => pipeline.GetProperty("name").GetString()!));
        AssertPrometheusReads(watched.Get("/metrics"));
    }

    [Fact]
    public async Task OpenTelemetryIsSentTheSame()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var receiving = collector.GetContextAsync();
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(50));
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
        using var program = BuiltProgram.Start(_landing.WorkingFolder, environment, [.. Arguments(topic), "--until-end"]);
        var received = await receiving.WaitAsync(TimeSpan.FromSeconds(60));
        using var body = new MemoryStream();
        await received.Request.InputStream.CopyToAsync(body);
        received.Response.Close();
        Assert.Equal("/v1/metrics", received.Request.Url!.AbsolutePath);
        var text = Encoding.Latin1.GetString(body.ToArray());
        Assert.Contains("hdfsconsumer.records.landed", text, StringComparison.Ordinal);
        Assert.Contains("hdfsconsumer.record.latency", text, StringComparison.Ordinal);
        Assert.Equal(0, program.Wait().ExitCode);
    }

    [Fact]
    public void ACollectorsAddressThatIsNoneIsTold()
    {
        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" };
        var outcome = BuiltProgram.Run(_landing.WorkingFolder, environment, "--topics", "t");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT 'collector'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDashboardAndTheAlertsAskForMetricsThatAreThere()
    {
        using var watched = Land(broker.NewTopic());
        var there = MetricName().Matches(watched.Get("/metrics")).Select(match => match.Value).ToHashSet();
        var asked = ((string[])["grafana/hdfsconsumer.json", "prometheus/hdfsconsumer.rules.yml"])
            .SelectMany(file => MetricName().Matches(File.ReadAllText(Path.Combine(Tests.TestData.RepositoryRoot, "deploy", file))))
            .Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal))
            .ToHashSet();
        Assert.True(asked.Count > 10);
        Assert.Empty(asked.Except(there));
    }

    /// <summary>A port that nothing listens on now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void AssertPrometheusReads(string metrics)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        promtool.StandardInput.Write(metrics);
        promtool.StandardInput.Close();
        var said = promtool.StandardOutput.ReadToEnd() + promtool.StandardError.ReadToEnd();
        promtool.WaitForExit();
        Assert.True(promtool.ExitCode == 0 && said.Length == 0, said);
    }

    private static TcpClient ListenWithoutReading(string address)
    {
        var uri = new Uri(address);
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        client.Connect(uri.Host, uri.Port);
        client.GetStream().Write(Encoding.ASCII.GetBytes($"GET /api/events HTTP/1.1\r\nHost: {uri.Authority}\r\n\r\n"));
        return client;
    }

    private WatchedProgram Land(string topic) => new(_landing.WorkingFolder, 0, Arguments(topic));

    private string[] Arguments(string topic) =>
        ["--topics", topic, "--bootstrap-servers", broker.Address, "--group-id", $"group-{topic}", "--flush-interval", "100ms", "--poll-timeout", "100ms"];

    [GeneratedRegex("(?<![\\w-])(hdfsconsumer|process)_[a-z_]+")]
    private static partial Regex MetricName();
}
