using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Tests.Support;

/// <summary>An Api or Worker process that Aspire runs. Signals go to that process, not to the program that started it.</summary>
/// <param name="id">Full name of the resource, as in <c>worker-abcdefgh</c>.</param>
internal sealed class RunningProcess(RunningApp app, string id)
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string _instance = $"service.instance.id={id[(id.LastIndexOf('-') + 1)..]}";
    private readonly string _program = id.StartsWith("worker", StringComparison.Ordinal) ? "Worker" : "Api";
    private int _pid;

    public string Name => id;

    public bool IsWorker => _program == "Worker";

    /// <summary>Id of the process that runs now.</summary>
    public int Pid => IsRunning ? _pid : throw new InvalidOperationException($"{id} does not run.");

    public bool IsRunning
    {
        get
        {
            if (_pid == 0 || !Is(_pid))
            {
                _pid = Find();
            }

            return _pid != 0;
        }
    }

    /// <summary>Of the last run; null while it runs.</summary>
    public int? ExitCode => app.Snapshot(id)?.ExitCode;

    /// <summary>All lines that its runs have written.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Starts it after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public Task StartAsync() => app.CommandAsync(id, KnownResourceCommands.StartCommand);

    /// <summary>SIGTERM. It ends when Aspire knows the end of the process.</summary>
    public Task StopAsync() => EndAsync(UnixSignal.Terminate);

    /// <summary>SIGKILL. It ends when Aspire knows the end of the process.</summary>
    public Task KillAsync() => EndAsync(UnixSignal.Kill);

    /// <summary>SIGSTOP: the process hangs with its connections open, until <see cref="Resume"/>.</summary>
    public void Pause() => UnixSignal.Send(Pid, UnixSignal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => UnixSignal.Send(Pid, UnixSignal.Continue);

    internal async Task FollowAsync(ResourceLoggerService logs, CancellationToken stopping)
    {
        try
        {
            await foreach (var lines in logs.WatchAsync(id).WithCancellation(stopping))
            {
                foreach (var line in lines)
                {
                    _output.Enqueue(line.Content);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The system has stopped.
        }
    }

    internal async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            return false;
        }

        try
        {
            string url = Variables(_pid).First(v => v.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal)).Split('=', 2)[1];
            using var response = await http.GetAsync(url.Split(';')[0].TrimEnd('/') + "/health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task EndAsync(int signal)
    {
        if (!IsRunning)
        {
            return;
        }

        int pid = _pid;
        UnixSignal.Send(pid, signal);
        await Logs.EventuallyAsync(() => Task.FromResult(!Is(pid) && app.Snapshot(id)?.ExitCode is not null), $"{id} has not ended");
        _pid = 0;
    }

    private int Find() => Process.GetProcessesByName(_program).Select(process => process.Id).FirstOrDefault(Is);

    /// <summary>Whether that process runs our program with the variables of this resource.</summary>
    private bool Is(int pid)
    {
        try
        {
            string? target = File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)?.FullName;
            return target is not null && Path.GetFileName(target) == _program
                && Variables(pid).Any(v => v.StartsWith("OTEL_RESOURCE_ATTRIBUTES=", StringComparison.Ordinal) && v.Contains(_instance, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it ended meanwhile
        }
    }

    private static string[] Variables(int pid) => File.ReadAllText($"/proc/{pid}/environ").Split('\0');
}
