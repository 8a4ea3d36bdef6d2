#if !ASPIRE
using System.Diagnostics;

namespace AspireStreaming.Tests.AppHost;

/// <summary>A directory of a test's own, gone after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("apphost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>The AppHost program as a process of its own, as a user starts it.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _error;
    private readonly Task _output;

    private AppHostProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _output = ReadOutputAsync();
    }

    public int Pid => _process.Id;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>All processes it said it started.</summary>
    public IReadOnlyList<int> ChildPids =>
        [.. Lines.Where(line => line.StartsWith("started ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[3]))];

    public static AppHostProcess Start(string directory, int port, IReadOnlyDictionary<string, string>? environment = null, params string[] args)
    {
        // A test run in the background or under nohup ignores signals, what it starts inherits that, and .NET leaves ignored what was.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT", DotNet, Path.Combine(AppContext.BaseDirectory, "AppHost.dll"), .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["API_PORT"] = $"{port}";
        start.Environment.Remove("DATA_DIR");
        start.Environment.Remove("ConnectionStrings__redis");
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        return new AppHostProcess(Process.Start(start)!);
    }

    public async Task ReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, ended).WaitAsync(TimeSpan.FromMinutes(2)) == ended)
            Assert.Fail($"AppHost ended: {await _error}\n{string.Join('\n', Lines)}");
    }

    public void Signal(string name) => SystemCommand.Run("kill", $"-{name}", $"{Pid}");

    public async Task<(int Code, string Error)> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await _output.WaitAsync(TimeSpan.FromMinutes(1));
        return (_process.ExitCode, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await ProcessTable.GoneAsync(ChildPids);
        _process.Dispose();
    }

    private static string DotNet =>
        Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
                _ready.TrySetResult();
        }
    }
}

internal static class SystemCommand
{
    public static void Run(string command, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(command, args) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

internal static class ProcessTable
{
    /// <summary>A zombie has ended; only its parent has not looked yet.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat"); // 1234 (name) S 1 …
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for the end of all of them; fails when one stays.</summary>
    public static async Task GoneAsync(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            for (var waited = Stopwatch.StartNew(); IsAlive(pid); await Task.Delay(20))
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"process {pid} was left behind");
        }
    }
}
#endif
