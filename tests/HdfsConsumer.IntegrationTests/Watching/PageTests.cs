using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>What people see while the program lands, in a real browser.</summary>
public sealed class PageTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    private readonly LandingFolder _landing = new();

    public void Dispose() => _landing.Dispose();

    [Fact]
    public async Task ItShowsWhatTheStatusSaysAndGoesOn()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Broker.Weather(2000));
        broker.Publish(topic, ["no JSON", "[1]"]);
        using var watched = Land(topic);
        await using var browser = await Browser.StartAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync(watched.Address);
        await Shows(page, "landed", 2000);
        await Browser.BecomesTrue(page, "document.querySelectorAll('#partitions tr').length === 4 && document.querySelector('#lag').dataset.value === '0' && document.querySelector('#rate').dataset.value === '0'");

        var pipeline = watched.Status.GetProperty("pipelines")[0];
        Assert.Equal(Numbers(pipeline.GetProperty("countries"), "records"), await page.Locator("#countries .value").AllTextContentsAsync());
        Assert.Equal(Numbers(pipeline.GetProperty("destinations"), "records"), await page.Locator("#destinations .value").AllTextContentsAsync());
        Assert.Equal(["Brazil", "France", "Japan", "United States"], (await page.Locator("#countries .name").AllTextContentsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(["New-YorkUS", "ParisFR", "São-PauloBR", "東京JP"], (await page.Locator("#destinations .name").AllTextContentsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(Numbers(pipeline.GetProperty("partitions"), "position"), await page.Locator("#partitions td:nth-child(3)").AllTextContentsAsync());
        Assert.Equal(
            pipeline.GetProperty("recentDeadLetters").EnumerateArray().Select(letter => letter.GetProperty("position").GetString() + letter.GetProperty("reason").GetString()).Order(),
            (await page.Locator("#letters tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[1].textContent + row.cells[2].textContent)")).Order());
        foreach (var key in (string[])["flushes", "openFiles", "duplicatesSkipped", "rebalances"])
        {
            Assert.Equal(Text(pipeline.GetProperty(key)), await page.Locator($"[data-key={key}]").TextContentAsync());
        }

        var drawn = await page.Locator("#throughput .line").GetAttributeAsync("d");
        broker.Publish(topic, Broker.Weather(500, first: 2000));
        await Shows(page, "landed", 2500);
        await Browser.BecomesTrue(page, $"document.querySelector('#throughput .line').getAttribute('d') !== '{drawn}'");
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith($"{watched.Address}/", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARestartOfTheProgramIsSurvived()
    {
        var topic = broker.NewTopic();
        var port = MetricsTests.FreePort();
        broker.Publish(topic, Broker.Weather(300));
        await using var browser = await Browser.StartAsync();
        var page = await browser.NewPageAsync();
        using (var first = Land(topic, port))
        {
            await page.GotoAsync(first.Address);
            await Shows(page, "landed", 300);
            first.Program.Terminate();
            first.Program.Wait();
        }

        await page.WaitForSelectorAsync("#connection[data-state=lost]");
        using var second = Land(topic, port);
        await page.WaitForSelectorAsync("#connection[data-state=live]");
        broker.Publish(topic, Broker.Weather(70, first: 300));
        await Shows(page, "landed", 70);
        Assert.All(browser.Errors, error => Assert.Contains("net::ERR_", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task HostileNamesStayText()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, [JsonSerializer.Serialize(new { country = Browser.Hostile, city = Browser.Hostile }), JsonSerializer.Serialize(new { country = "France", city = Browser.Hostile })]);
        using var watched = Land(topic);
        watched.WaitUntil(() => watched.NumberOf("recordsLanded") == 2, "both are landed");
        await using var browser = await Browser.StartAsync();
        var page = await browser.NewPageAsync();

        // What the program itself would never let through.
        var status = JsonNode.Parse(watched.Get("/api/status"))!;
        var pipeline = status["pipelines"]![0]!;
        foreach (var key in (string[])["name", "state", "stateDetail", "sink"])
        {
            pipeline[key] = Browser.Hostile;
        }

        pipeline["topics"]![0] = Browser.Hostile;
        pipeline["destinations"]![0]!["name"] = Browser.Hostile;
        pipeline["countries"]![0]!["name"] = Browser.Hostile;
        pipeline["recentDeadLetters"] = new JsonArray(new JsonObject { ["time"] = "2026-01-01T00:00:00Z", ["position"] = Browser.Hostile, ["reason"] = Browser.Hostile });
        status["notReady"] = new JsonArray(Browser.Hostile);
        status["version"] = Browser.Hostile;
        await page.RouteAsync("**/api/status", route => route.FulfillAsync(new() { ContentType = "application/json", Body = status.ToJsonString() }));
        await page.RouteAsync("**/api/events", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = $"event: status\ndata: {status.ToJsonString()}\n\n" }));
        await page.GotoAsync(watched.Address);
        await page.WaitForSelectorAsync("#letters tr");
        Assert.Equal(Browser.Hostile, await page.Locator("#letters td").Last.TextContentAsync());
        Assert.Contains(Browser.Hostile, await page.Locator("#pipelines").TextContentAsync(), StringComparison.Ordinal);
        Assert.Contains("<img src=x", await page.Locator("#destinations").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("main img, main script, footer script").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.hurt === undefined"));
    }

    [Fact]
    public async Task ItIsReadableEverywhereAndByKeyboard()
    {
        using var watched = new WatchedProgram(_landing.WorkingFolder, 0, "--embedded", "--embedded-rate", "500/s");
        await using var browser = await Browser.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(Tests.TestData.RepositoryRoot, "artifacts", "page"));
        foreach (var (name, scheme, width) in Browser.Looks)
        {
            var page = await browser.NewPageAsync(scheme, width);
            await page.GotoAsync(watched.Address);
            await Browser.BecomesTrue(page, "Number(document.getElementById('landed').dataset.value) > 1000");
            Assert.Empty(await page.EvaluateAsync<string[]>(Browser.FaintTexts));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "It is wider than the window.");

            await page.FocusAsync("#throughput");
            await page.Keyboard.PressAsync("ArrowLeft");
            await Browser.BecomesTrue(page, "/per second at/.test(document.querySelector('#throughput .reading').textContent)");
            Assert.Contains("per second at", await page.Locator("#throughput").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
            await page.EvaluateAsync("document.activeElement.blur()");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = true });
        }

        Assert.Empty(browser.Errors);
    }

    private static Task Shows(IPage page, string figure, long number) =>
        Browser.BecomesTrue(page, $"document.getElementById('{figure}').dataset.value === '{number}'");

    private static IEnumerable<string> Numbers(JsonElement items, string key) => items.EnumerateArray().Select(item => Text(item.GetProperty(key)));

    private static string Text(JsonElement number) => number.GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    private WatchedProgram Land(string topic, int port = 0) => new(
        _landing.WorkingFolder, port, "--topics", topic, "--bootstrap-servers", broker.Address, "--group-id", $"group-{topic}", "--flush-interval", "100ms", "--poll-timeout", "100ms");
}
