using System.Diagnostics;

namespace AspireStreaming.Tests.Viewers;

/// <summary>A server in node that prints a line once it listens. It is killed in the end.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private NodeServer(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    public static async Task<NodeServer> StartAsync(IEnumerable<string> arguments)
    {
        var server = new NodeServer(Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["DO_NOT_TRACK"] = "1", ["COPILOTKIT_TELEMETRY_DISABLED"] = "true" },
        })!);
        if (await server._process.StandardOutput.ReadLineAsync() is null)
        {
            await server._process.WaitForExitAsync();
            Assert.Fail(await server._error);
        }

        _ = server._process.StandardOutput.ReadToEndAsync(); // a full pipe would stop it
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
