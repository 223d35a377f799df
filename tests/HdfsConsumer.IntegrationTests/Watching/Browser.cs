using Microsoft.Playwright;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>A Chromium of this machine, and what its page did.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>A text that runs a script wherever it is taken for markup.</summary>
    public const string Hostile = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>";

    /// <summary>Every text of the page and how well it is read: the contrast of its colour with what is behind it (WCAG 2.2, relative luminance).</summary>
    public const string FaintTexts =
        """
        () => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const behind = element => {
            for (; element; element = element.parentElement) {
              const colour = parse(getComputedStyle(element).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) { return colour; }
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('body *:not(svg *)')]
            .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
            .map(e => [e, ...[light(parse(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => b - a)])
            .filter(([, high, low]) => (high + .05) / (low + .05) < 4.5)
            .map(([e, high, low]) => `${e.textContent.trim()} ${((high + .05) / (low + .05)).toFixed(2)}`);
        }
        """;

    /// <summary>How people look at the page: a name, what colours they want, and how many pixels wide their window is.</summary>
    public static readonly IReadOnlyList<(string Name, ColorScheme Scheme, int Width)> Looks =
        [("light", ColorScheme.Light, 1200), ("dark", ColorScheme.Dark, 1200), ("narrow", ColorScheme.Light, 390)];

    private static readonly string[] Commands = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What the page wrote to its console as an error, and what it threw.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Every address that it asked for.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] });
        return new Browser(playwright, browser);
    }

    /// <summary>An empty page.</summary>
    public async Task<IPage> NewPageAsync(ColorScheme scheme = ColorScheme.Light, int width = 1200)
    {
        var context = await _browser.NewContextAsync(new() { ColorScheme = scheme, Locale = "en-GB", ViewportSize = new() { Width = width, Height = 900 }, DeviceScaleFactor = width < 600 ? 2 : 1 });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
        return page;
    }

    /// <summary>Asks again and again from outside: the page's own policy forbids to evaluate text in it.</summary>
    public static async Task BecomesTrue(IPage page, string condition)
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (!await page.EvaluateAsync<bool>(condition))
        {
            Assert.True(DateTime.UtcNow < until, $"Not in time: {condition}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find() => Environment.GetEnvironmentVariable("CHROMIUM_PATH")
        ?? Commands
            .SelectMany(command => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, command)))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("There is no Chromium; eng/install-test-tools.sh says how to get one. CHROMIUM_PATH names another.");
}
