using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>FastAPI with a queue per subscriber: what most teams write first, and the design of the systems that this one replaces.</summary>
internal sealed class FastApiPeer : HttpPeer
{
    public override string Name => "fastapi";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        const string modules = "/usr/lib/python3/dist-packages/";
        Packages.Need(
            ($"{modules}fastapi/__init__.py", "python3-fastapi"), ($"{modules}uvicorn/__init__.py", "python3-uvicorn"),
            ($"{modules}uvloop/__init__.py", "python3-uvloop"), ($"{modules}httptools/__init__.py", "python3-httptools"));
        int port = FreePort.Next();
        StartServer("/usr/bin/python3",
            ["-m", "uvicorn", "--app-dir", Path.Combine(AppContext.BaseDirectory, "Servers"), "--port", $"{port}", "--loop", "uvloop", "--http", "httptools", "--timeout-keep-alive", "600",
             "--no-access-log", "--log-level", "warning", "--backlog", "16384", "fastapi_server:app"]);
        await WaitForPortAsync(port, cancellationToken);
        Nodes = [Local(port)];
    }
}
