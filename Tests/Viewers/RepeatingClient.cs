using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Viewers;

/// <summary>npm <c>@microsoft/fetch-event-source</c>: it posts a form, and repeats the POST after a drop until the answer is complete.</summary>
internal sealed class RepeatingClient : IAsyncDisposable
{
    private readonly Process _process;

    private RepeatingClient(Process process) => _process = process;

    /// <param name="url">The POST stream.</param>
    /// <param name="json">The field <c>json_body</c>.</param>
    /// <param name="hide">The page is hidden and shown again after the first token.</param>
    public static async Task<RepeatingClient> StartAsync(Uri url, string json, bool hide = false)
    {
        await NodeModules.EnsureAsync();
        string[] arguments = [
            Path.Combine(NodeModules.Directory, "viewers", "repeat.js"), url.ToString(), json,
            Path.Combine(AppContext.BaseDirectory, "Data", "john-doe.txt"), hide ? "hide" : ""];
        return new RepeatingClient(Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        })!);
    }

    /// <summary>Frames up to the one with this id; null: until the client has finished.</summary>
    public async Task<List<SeedFrame>> ReadAsync(string? last = null)
    {
        var frames = new List<SeedFrame>();
        while (last is null || frames.LastOrDefault()?.Id != last)
        {
            if (await _process.StandardOutput.ReadLineAsync(Logs.Deadline(60)) is not { } line)
            {
                Assert.True(last is null, $"the client has finished without {last}");
                await _process.WaitForExitAsync(Logs.Deadline(60));
                Assert.Equal(0, _process.ExitCode);
                break;
            }

            string[] e = JsonSerializer.Deserialize<string[]>(line)!;
            if (e[0].Length > 0)
            {
                frames.Add(new SeedFrame(e[0], e[1], e[2])); // not those without an id
            }
        }

        return frames;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
