using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HdfsConsumer.IntegrationTests.Analytics;
using Microsoft.Playwright;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>What people see while the pipeline spotify counts, in a real browser.</summary>
public sealed class CountsPageTests(Broker broker) : IClassFixture<Broker>, IDisposable
{
    private const int Tracks = 2000;

    private readonly PipelineFolder _folder = new("no-weather", "no-customers");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ItShowsWhatTheSummarySaysAsText()
    {
        var topic = broker.NewTopic();
        broker.Publish(topic, Enumerable.Range(0, Tracks).Select(HostileTrack));
        using var watched = Count(topic);
        await using var browser = await Browser.StartAsync();
        var page = await ShowAsync(browser, watched);
        var summary = JsonDocument.Parse(File.ReadAllText(_folder["spotify/output/summary.json"])).RootElement;

        Assert.Equal("Counted by spotify", await page.Locator("#counts h2").TextContentAsync());
        foreach (var field in summary.GetProperty("distinct").EnumerateArray())
        {
            Assert.Equal(Text(field.GetProperty("count")), await page.Locator($"#counts [data-key='different {field.GetProperty("field")}']").TextContentAsync());
        }

        foreach (var top in summary.GetProperty("top").EnumerateArray())
        {
            var bars = page.Locator($"#counts .lists > [data-name={top.GetProperty("name")}]");
            Assert.Equal(Strings(top.GetProperty("values"), "value"), await bars.Locator(".name > span:first-child").AllTextContentsAsync());
            Assert.Equal(top.GetProperty("values").EnumerateArray().Select(value => Text(value.GetProperty("count"))), await bars.Locator(".value").AllTextContentsAsync());
        }

        Assert.Contains(Browser.Hostile, await page.Locator("#counts [data-name=artists] .name").AllTextContentsAsync());
        var numbers = summary.GetProperty("numbers")[0];
        Assert.Equal(Strings(numbers.GetProperty("fields"), "field"), await page.Locator("#counts .spread td:first-child").AllTextContentsAsync());
        Assert.Equal(
            numbers.GetProperty("fields").EnumerateArray().Select(field => Values(field, "mean", "min", "p50", "p95", "p99", "max", "count", "notNumbers")),
            await ValuesOfAsync(page.Locator("#counts .spread")));
        var groups = numbers.GetProperty("groups").EnumerateArray().OrderByDescending(RecordsOf).ThenBy(group => group.GetProperty("group").GetString(), StringComparer.Ordinal).ToList();
        Assert.Equal(groups.Select(group => group.GetProperty("group").GetString()), await page.Locator("#counts .means td:first-child").AllTextContentsAsync());
        Assert.Equal(
            groups.Select(group => (IEnumerable<double?>)[RecordsOf(group), .. group.GetProperty("fields").EnumerateArray().SelectMany(field => Values(field, "mean"))]),
            await ValuesOfAsync(page.Locator("#counts .means")));

        Assert.Equal(0, await page.Locator("main img, main script").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.hurt === undefined"));
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith($"{watched.Address}/", address, StringComparison.Ordinal));
    }

    /// <summary>Takes long because the page is looked at in three ways.</summary>
    [Fact]
    public async Task ItSaysWhatIsApproximateAndIsReadableEverywhereAndByKeyboard()
    {
        _folder.Change("spotify", "Sink:MaxExact", "100");
        var (topic, file) = (broker.NewTopic(), _folder["tracks.csv"]);
        TrackFile.Write(file, 0, Tracks, seed: 1);
        Assert.Equal(0, BuiltProgram.Run(_folder.WorkingFolder, "produce", "csv", file, "--topic", topic, "--bootstrap-servers", broker.Address).ExitCode);
        using var watched = Count(topic);
        await using var browser = await Browser.StartAsync();
        foreach (var (name, scheme, width) in Browser.Looks)
        {
            var page = await ShowAsync(browser, watched, scheme, width);
            var artists = watched.Status.GetProperty("pipelines")[0].GetProperty("analytics").GetProperty("top")[1];
            Assert.True(artists.GetProperty("approximate").GetBoolean());
            Assert.Contains($"up to {Text(artists.GetProperty("errorAtMost"))} higher", await page.Locator("#counts [data-name=artists] .note").TextContentAsync(), StringComparison.Ordinal);
            Assert.StartsWith("about ", await page.Locator("#counts [data-key='different track_id']").TextContentAsync(), StringComparison.Ordinal);
            Assert.Contains("standard error 0.81%", await page.Locator("#counts .details").TextContentAsync(), StringComparison.Ordinal);
            Assert.Empty(await page.EvaluateAsync<string[]>(Browser.FaintTexts));
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "It is wider than the window.");

            // By the names that a screen reader says.
            Assert.Equal(artists.GetProperty("values").GetArrayLength(), await page.GetByRole(AriaRole.List, new() { Name = "Top artists", Exact = true }).GetByRole(AriaRole.Listitem).CountAsync());
            var means = page.GetByRole(AriaRole.Region, new() { Name = "Means by track_genre", Exact = true });
            await means.FocusAsync();
            if (width < 600)
            {
                await page.Keyboard.PressAsync("ArrowRight");
                await Browser.BecomesTrue(page, "document.activeElement.scrollLeft > 0");
            }

            await page.EvaluateAsync("document.activeElement.blur()");
            var folder = Directory.CreateDirectory(Path.Combine(Tests.TestData.RepositoryRoot, "artifacts", "page"));
            await page.Locator("#counts").ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"counts-{name}.png") });
        }

        Assert.Empty(browser.Errors);
    }

    /// <summary>A track of which artist and genre would run a script if they could, and of which not every number is one.</summary>
    private static string HostileTrack(int number) => JsonSerializer.Serialize(new
    {
        track_id = Named("id", number % 350),
        artists = number % 3 == 0 ? Browser.Hostile : "Ana Mensah;Kofi Silva",
        track_genre = number % 7 == 0 ? Browser.Hostile : Named("genre", number % 7),
        popularity = number % 101,
        duration_ms = 30_000 + (number * number),
        danceability = Math.Sin(number),
        energy = 1.0 / (number + 1),
        tempo = number % 50 == 0 ? "none" : Named("", 90 + (number % 60)),
    });

    /// <summary>Has the tracks of a topic counted.</summary>
    private WatchedProgram Count(string topic)
    {
        _folder.Change("spotify", "Topics", new JsonArray(topic));
        _folder.Change("spotify", "GroupId", $"group-{topic}");
        _folder.Change("spotify", "Sink:StatsInterval", "1s");
        var watched = new WatchedProgram(
            _folder.WorkingFolder, 0, "run", "spotify", "--bootstrap-servers", broker.Address, "--flush-interval", "100ms", "--checkpoint-interval", "100ms");
        watched.WaitUntil(
            () => watched.Status.GetProperty("pipelines")[0].GetProperty("analytics") is { ValueKind: JsonValueKind.Object } analytics && analytics.GetProperty("records").GetInt32() == Tracks,
            "all are counted");
        return watched;
    }

    private static async Task<IPage> ShowAsync(Browser browser, WatchedProgram watched, ColorScheme scheme = ColorScheme.Light, int width = 1200)
    {
        var page = await browser.NewPageAsync(scheme, width);
        await page.GotoAsync(watched.Address);
        await Browser.BecomesTrue(page, string.Create(CultureInfo.InvariantCulture, $"document.querySelector('#counts [data-key=records]')?.textContent === '{Tracks:N0}'"));
        return page;
    }

    /// <summary>The numbers of a table that its cells stand for, row by row, without the first cell; null where there is none.</summary>
    private static async Task<IEnumerable<IEnumerable<double?>>> ValuesOfAsync(ILocator table)
    {
        var values = await table.EvaluateAsync<string>(
            "table => JSON.stringify([...table.tBodies[0].rows].map(row => [...row.cells].slice(1).map(cell => cell.dataset.value === '' ? null : Number(cell.dataset.value))))");
        return JsonSerializer.Deserialize<List<List<double?>>>(values)!;
    }

    private static IEnumerable<double?> Values(JsonElement of, params IEnumerable<string> keys) =>
        keys.Select(key => of.GetProperty(key) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : (double?)null);

    private static long RecordsOf(JsonElement group) => group.GetProperty("fields")[0].GetProperty("count").GetInt64() + group.GetProperty("fields")[0].GetProperty("notNumbers").GetInt64();

    private static IEnumerable<string?> Strings(JsonElement items, string key) => items.EnumerateArray().Select(item => item.GetProperty(key).GetString());

    private static string Text(JsonElement number) => number.GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    private static string Named(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}");
}
