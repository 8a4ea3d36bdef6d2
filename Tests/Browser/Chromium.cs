using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The Chromium of this machine: the driver is in its package, and no browser is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <param name="names">Host names that lead to this machine.</param>
    public static async Task<Chromium> StartAsync(params IEnumerable<string> names)
    {
        var playwright = await Playwright.CreateAsync();
        string rules = string.Join(',', names.Select(name => $"MAP {name} 127.0.0.1"));
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),
            // A tab in the background must behave like a tab in the foreground.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows", $"--host-resolver-rules={rules}"],
        }));
    }

    /// <summary>Opens a browser with an empty storage, which all its tabs share.</summary>
    public async Task<Visitor> VisitAsync(string site, int width = 1280, ColorScheme theme = ColorScheme.Light, string language = "en-GB")
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = site,
            ViewportSize = new() { Width = width, Height = width < 500 ? 780 : 900 },
            ColorScheme = theme,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(Tab.Recorder);
        return new Visitor(context);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find()
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend("/usr/bin");
        return (from name in Names from directory in directories select Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No browser on PATH: {string.Join(", ", Names)}.");
    }
}
