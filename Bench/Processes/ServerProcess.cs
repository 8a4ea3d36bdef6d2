using System.Diagnostics;

namespace AspireStreaming.Bench.Processes;

/// <summary>A server program as a child process.</summary>
/// <param name="output">Gets each line that it writes; null drops them.</param>
internal sealed class ServerProcess(
    string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, Action<string>? output = null) : IAsyncDisposable
{
    /// <summary>After this long without an end a stopped process is killed.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    private readonly string[] _arguments = [.. arguments];
    private Process? _process;

    /// <summary>Process id of the last run.</summary>
    /// <exception cref="InvalidOperationException">It was never started.</exception>
    public int Pid => Process.Id;

    public bool HasExited => Process.HasExited;

    /// <summary>Of the last run, which has ended; 128 + n for signal n.</summary>
    public int ExitCode => Process.ExitCode;

    private Process Process => _process ?? throw new InvalidOperationException($"{command} has not been started.");

    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public void Start()
    {
        var start = new ProcessStartInfo(command, _arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process?.Dispose();
        _process = Process.Start(start)!;
        if (output is not null)
        {
            DataReceivedEventHandler take = (_, line) => output(line.Data ?? "");
            _process.OutputDataReceived += take;
            _process.ErrorDataReceived += take;
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGTERM, after 8 s SIGKILL. Ends when the process has ended.</summary>
    public async Task StopAsync()
    {
        UnixSignal.Send(Pid, UnixSignal.Terminate);
        UnixSignal.Send(Pid, UnixSignal.Continue); // a paused process takes no other signal than SIGKILL
        using var timeout = new CancellationTokenSource(StopTimeout);
        await Process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await KillAsync();
    }

    /// <summary>SIGKILL to it and to all that it started. Ends when the process has ended.</summary>
    public async Task KillAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        await Process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGSTOP: it hangs with its connections open, until <see cref="Resume"/>.</summary>
    public void Pause() => UnixSignal.Send(Pid, UnixSignal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => UnixSignal.Send(Pid, UnixSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync();
            _process.Dispose();
            _process = null;
        }
    }
}
