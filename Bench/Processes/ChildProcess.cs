using System.ComponentModel;
using System.Diagnostics;

namespace AspireStreaming.Bench.Processes;

/// <summary>
/// A process that is kept running: started, its output prefixed and passed on, started again after a crash,
/// and stopped with everything it started itself.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // In a session of its own a child does not get the terminal's Ctrl-C: the host decides when and in which
    // order it stops. It leads a process group, too, so that nothing it started outlives it.
    private static readonly string? SetSid = Executable.Find("setsid");

    private readonly string _command;
    private readonly LogOutput _log;
    private readonly OutputTail _output = new();
    private readonly ProcessStartInfo _start;
    private readonly TimeSpan _stopTimeout;
    private readonly Lock _gate = new();

    private CancellationTokenSource _stopping = new();
    private Task _supervisor = Task.CompletedTask;
    private Process? _process;
    private bool _disposed;
    private TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildProcess(
        string name, string? url, string command, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment, LogOutput log, TimeSpan stopTimeout)
    {
        (Name, Url, _command, _log, _stopTimeout) = (name, url, command, log, stopTimeout);
        _start = new ProcessStartInfo(SetSid ?? command, SetSid is null ? arguments : [command, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true, // never written to; its end tells a child that we are gone
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            _start.Environment[key] = value;
    }

    public string Name { get; }

    /// <summary>Where it answers HTTP; null when it does not.</summary>
    public string? Url { get; }

    /// <summary>Of the process that runs now, or of the last one that ran; 0 before the first.</summary>
    public int Pid { get; private set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Exit code of the last process that ended; 128 + n for signal n.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Whether a process that ends by itself or is killed is started again. Default true.</summary>
    public bool Restart { get; set; } = true;

    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _process is not null;
        }
    }

    /// <summary>The last lines of its output and error output.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>Starts it if it is not running.</summary>
    /// <exception cref="LocalHostException">The program can't be started.</exception>
    public void Start()
    {
        lock (_gate)
        {
            if (!_supervisor.IsCompleted)
                return;
            _stopping.Dispose();
            _stopping = new CancellationTokenSource();
            Launch();
            _supervisor = SuperviseAsync(_stopping.Token);
        }
    }

    /// <summary>SIGTERM, after the stop time-out SIGKILL. It stays stopped until <see cref="Start"/>.</summary>
    public async Task StopAsync()
    {
        Task supervisor;
        lock (_gate)
        {
            _stopping.Cancel();
            supervisor = _supervisor;
        }

        await supervisor;
    }

    /// <summary>SIGKILL to it and all it started, as a crash would. Ends when the process has ended.</summary>
    public async Task KillAsync()
    {
        Task exited;
        lock (_gate)
        {
            if (_process is null)
                return;
            exited = _exited.Task;
            KillTree(_process);
        }

        await exited;
    }

    /// <summary>Ends when the process that runs now has ended, at once when none runs.</summary>
    public Task ExitedAsync()
    {
        lock (_gate)
            return _process is null ? Task.CompletedTask : _exited.Task;
    }

    /// <summary>SIGSTOP: it hangs, with all its connections open, until <see cref="Resume"/>.</summary>
    public void Pause() => Signal(UnixSignal.Stop);

    /// <summary>SIGCONT, after <see cref="Pause"/>.</summary>
    public void Resume() => Signal(UnixSignal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        await StopAsync();
        _disposed = true;
        _stopping.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        for (var crashes = 0; ;)
        {
            var started = Stopwatch.GetTimestamp();
            await RunAsync(stopping);
            if (stopping.IsCancellationRequested)
                return;
            if (!Restart)
            {
                _log.Say($"{Name} ended with exit code {ExitCode}");
                return;
            }

            crashes = Stopwatch.GetElapsedTime(started) >= Backoff.StableAfter ? 1 : crashes + 1;
            if (!await RelaunchAsync(crashes, stopping))
                return;
        }
    }

    private async Task<bool> RelaunchAsync(int crashes, CancellationToken stopping)
    {
        while (true)
        {
            var delay = Backoff.After(crashes++);
            _log.Say($"{Name} ended with exit code {ExitCode}, starting it again in {delay.TotalSeconds:0.0} s");
            await Task.Delay(delay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                if (stopping.IsCancellationRequested)
                    return false;
                try
                {
                    Launch();
                    return true;
                }
                catch (LocalHostException error) // e.g. no memory to fork right now
                {
                    _log.Say($"{Name}: {error.Message}");
                }
            }
        }
    }

    private void Launch()
    {
        if (Path.IsPathRooted(_command) && !File.Exists(_command))
            throw new LocalHostException($"{_command} does not exist"); // setsid would start and then fail
        try
        {
            _process = Process.Start(_start)!;
        }
        catch (Win32Exception error)
        {
            throw new LocalHostException($"{_command} can't be started: {error.Message}", error);
        }

        _exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (Pid, Starts) = (_process.Id, Starts + 1);
        _log.Say($"started {Name} pid {Pid} {Url}".TrimEnd());
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var process = _process!;
        var output = Task.WhenAll(PassOnAsync(process.StandardOutput), PassOnAsync(process.StandardError));
        await process.WaitForExitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
            await TerminateAsync(process);
        lock (_gate)
        {
            KillTree(process); // what it started and left behind; also ends what holds its output open
            _process = null;
        }

        await output;
        ExitCode = process.ExitCode;
        process.Dispose();
        _exited.SetResult();
    }

    private async Task TerminateAsync(Process process)
    {
        Signal(UnixSignal.Terminate);
        Signal(UnixSignal.Continue); // a paused process would never see the first
        using var timeout = new CancellationTokenSource(_stopTimeout);
        await process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (process.HasExited)
            return;
        _log.Say($"{Name} did not stop within {_stopTimeout.TotalSeconds:0} s: killing it");
        KillTree(process);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task PassOnAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _output.Add(line);
            _log.Write(Name, line);
        }
    }

    private void Signal(int signal)
    {
        lock (_gate)
        {
            if (_process is not { HasExited: false } process)
                return;
            if (OperatingSystem.IsWindows())
                process.Kill(entireProcessTree: true); // there are no signals there
            else
                UnixSignal.Send(process.Id, signal);
        }
    }

    private static void KillTree(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        if (SetSid is not null)
            UnixSignal.SendToGroup(process.Id, UnixSignal.Kill);
    }
}
