using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>An npm package in a server of a few lines, <c>Servers/{name}.mjs</c>, which gets a port and, if needed, a Redis.</summary>
internal class NodePeer(string name, bool redis) : HttpPeer
{
    public override string Name => name;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "Servers");
        Packages.NeedNode(directory);
        int port = FreePort.Next();
        var environment = new Dictionary<string, string> { ["PORT"] = $"{port}", ["NODE_ENV"] = "production" };
        if (redis)
        {
            environment["REDIS_URL"] = $"redis://127.0.0.1:{await StartRedisAsync(cancellationToken)}";
        }

        StartServer("node", [Path.Combine(directory, $"{name}.mjs")], environment);
        await WaitForPortAsync(port, cancellationToken);
        Nodes = [Local(port)];
    }
}
