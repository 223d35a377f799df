using Microsoft.Playwright;

namespace HdfsConsumer.IntegrationTests.Watching;

/// <summary>A Chromium of this machine, and what its page did.</summary>
internal sealed class Browser : IAsyncDisposable
{
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
