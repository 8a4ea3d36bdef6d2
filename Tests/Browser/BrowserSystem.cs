using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Distributed;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The whole system, and a browser.</summary>
public sealed class BrowserSystem : RunningSystem, IAsyncLifetime
{
    /// <summary>A name of somebody else, which leads to this machine.</summary>
    internal const string Rebound = "rebound.example";

    private Chromium? _chromium;

    protected override int Workers => 1;

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
        _chromium = await Chromium.StartAsync(Rebound);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        await DisposeAsync();
    }

    /// <summary>Opens a browser with an empty storage, which all its tabs share, at one of the Apis or at another site.</summary>
    internal Task<Visitor> VisitAsync(int width = 1280, ColorScheme theme = ColorScheme.Light, string language = "en-GB", int api = 0, Uri? site = null) =>
        _chromium!.VisitAsync(site?.ToString() ?? App.ApiUrls[api], width, theme, language);
}

/// <summary>The system that all browser tests share, one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserSystem>
{
    public const string Name = "browser";
}
