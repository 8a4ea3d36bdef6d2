using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>One person's browser, with any number of tabs.</summary>
internal sealed class Visitor(IBrowserContext context) : IAsyncDisposable
{
    private readonly List<Tab> _tabs = [];

    public IBrowserContext Context => context;

    /// <summary>The requests of all its tabs, including closed ones.</summary>
    public IEnumerable<IRequest> Requests => _tabs.SelectMany(tab => tab.Requests);

    public async Task<Tab> OpenAsync(string path = "/")
    {
        var tab = new Tab(await context.NewPageAsync());
        _tabs.Add(tab);
        await tab.Page.GotoAsync(path);
        return tab;
    }

    public Task<Tab> OpenAsync(Guid jobId) => OpenAsync($"/jobs/{jobId}");

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
