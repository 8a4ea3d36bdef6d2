namespace AspireStreaming.Tests.Proxies;

/// <summary>One proxy of each kind in front of the same Apis: a fault of an Api is seen through all of them.</summary>
internal sealed class ProxyServers : IAsyncDisposable
{
    private static readonly string[] Kinds = ["nginx", "haproxy", "caddy"];

    private readonly List<(string Kind, ProxyServer Server)> _servers = [];

    /// <param name="apis">Two.</param>
    public static async Task<ProxyServers> StartAsync(IReadOnlyList<string> apis)
    {
        var all = new ProxyServers();
        try
        {
            foreach (string kind in Kinds)
            {
                all._servers.Add((kind, await ProxyServer.StartAsync(kind, apis)));
            }

            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does this with each proxy at the same time. The address ends without a slash.</summary>
    /// <exception cref="AggregateException">It failed with some of them, whose kinds are in the message.</exception>
    public async Task EachAsync(Func<string, Task> check)
    {
        var errors = new List<Exception>();
        await Task.WhenAll(_servers.Select(async proxy =>
        {
            try
            {
                await check(proxy.Server.Url);
            }
            catch (Exception e)
            {
                lock (errors)
                {
                    errors.Add(new InvalidOperationException($"{proxy.Kind}: {e.Message}", e));
                }
            }
        }));
        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, server) in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
