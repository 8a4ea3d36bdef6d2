using System.Diagnostics;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Viewers;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Runs a script of <c>Tests/js/protocols</c>, which drives the clients of a protocol and compares what they have with the native snapshots.</summary>
internal static class ProtocolJudge
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(ShortLease system, string script)
    {
        await NodeModules.EnsureAsync();
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(NodeModules.Directory, "protocols", script), .. system.App.ApiUrls])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        using var deadline = new CancellationTokenSource(WaitLimit);
        await using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("waiting ", StringComparison.Ordinal))
            {
                var worker = await system.WorkerAtWorkAsync(Guid.Parse(line["waiting ".Length..]));
                await worker.KillAsync();
                await worker.StartAsync();
            }
        }

        await process.WaitForExitAsync();
        string all = $"{string.Join('\n', lines)}\n{await error}";
        Assert.True(process.ExitCode == 0 && lines[^1] == "end" && !lines.Exists(line => line.StartsWith("failed ", StringComparison.Ordinal)), all);
    }
}
