using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Distributed;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The whole system, and the Chromium of this machine: the driver is in its package, and no browser is downloaded.</summary>
public sealed class BrowserSystem : RunningSystem, IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>A name of somebody else, which leads to this machine.</summary>
    internal const string Rebound = "rebound.example";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Below the limit of a request, so that a job can fail in its second step.</summary>
    protected override long MaxRounds => 10_000_000_000;

    /// <summary>Pages on this port of localhost may call the Apis.</summary>
    internal int ListedPort { get; } = FreePort.Next();

    /// <summary>Where a person would look at traces.</summary>
    internal const string Dashboard = "https://dashboard.example/traces/";

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
        [new("Api__AllowedOrigins__0", $"http://localhost:{ListedPort}"), new("Api__TraceUrl", Dashboard + "{trace_id}")];

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),
            // A tab in the background must behave like a tab in the foreground.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows", $"--host-resolver-rules=MAP {Rebound} 127.0.0.1"],
        });
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await DisposeAsync();
    }

    /// <summary>Opens a browser with an empty storage, which all its tabs share, at one of the Apis or at another site.</summary>
    internal async Task<Visitor> VisitAsync(int width = 1280, ColorScheme theme = ColorScheme.Light, string language = "en-GB", int api = 0, Uri? site = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = site?.ToString() ?? App.ApiUrls[api],
            ViewportSize = new() { Width = width, Height = width < 500 ? 780 : 900 },
            ColorScheme = theme,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(Tab.Recorder);
        return new Visitor(context);
    }

    private static string Find()
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend("/usr/bin");
        return (from name in Names from directory in directories select Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No browser on PATH: {string.Join(", ", Names)}.");
    }
}

/// <summary>The system that all browser tests share, one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserSystem>
{
    public const string Name = "browser";
}
