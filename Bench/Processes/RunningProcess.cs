using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace AspireStreaming.Bench.Processes;

/// <summary>An Api or Worker process that Aspire runs.</summary>
/// <param name="id">Full name of the resource, as in <c>worker-abcdefgh</c> or <c>api-1-abcdefgh</c>.</param>
public sealed class RunningProcess(RunningApp app, string id)
{
    private const string PidProperty = "executable.pid";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>After this time without news of a start its process is searched for.</summary>
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _output = new();
    /// <summary>The process of a start that Aspire did not tell of: once in some hundred starts its state stayed that of the run before.</summary>
    private int? _found;

    private readonly string _instance = $"service.instance.id={id[(id.LastIndexOf('-') + 1)..]}";

    public string Name => id;

    public bool IsWorker => id.StartsWith("worker", StringComparison.Ordinal);

    /// <summary>Number of the Api: 0 of <c>api-abcdefgh</c>, 1 of <c>api-1-abcdefgh</c>; 0 of each Worker.</summary>
    public int Replica => id.Split('-') is [_, var number, _] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;

    /// <summary>Id of the process that runs now; null when none does.</summary>
    public int? Pid =>
        app.Snapshot(id)?.Properties.FirstOrDefault(property => property.Name == PidProperty)?.Value is { } value
        && Convert.ToInt32(value, CultureInfo.InvariantCulture) is var pid && Is(pid) ? pid : _found is { } found && Is(found) ? found : null;

    public bool IsRunning => Pid is not null;

    /// <summary>Of the last run; null while it runs.</summary>
    public int? ExitCode => app.Snapshot(id)?.ExitCode;

    /// <summary>All lines that its runs have written.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Starts it after its end. Ends when the process runs; it may not be healthy yet.</summary>
    public async Task StartAsync()
    {
        await app.CommandAsync(id, KnownResourceCommands.StartCommand);
        long began = Stopwatch.GetTimestamp();
        await UntilAsync(() => IsRunning || (Stopwatch.GetElapsedTime(began) > Untold && (_found = Find()) is not null), "has not started");
    }

    /// <summary>SIGTERM. Ends when Aspire knows the end of the process.</summary>
    public Task StopAsync() => EndAsync(UnixSignal.Terminate);

    /// <summary>SIGKILL. Ends when Aspire knows the end of the process.</summary>
    public Task KillAsync() => EndAsync(UnixSignal.Kill);

    /// <summary>SIGSTOP: the process hangs with its connections open, until <see cref="Resume"/>.</summary>
    public void Pause() => Signal(UnixSignal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(UnixSignal.Continue);

    internal async Task FollowAsync(ResourceLoggerService logs, TextWriter log, CancellationToken stopping)
    {
        try
        {
            await foreach (var lines in logs.WatchAsync(id).WithCancellation(stopping))
            {
                foreach (var line in lines)
                {
                    _output.Enqueue(line.Content);
                    log.WriteLine($"{id} | {line.Content}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The system has stopped.
        }
    }

    internal async Task WaitHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (!await IsHealthyAsync(http, cancellationToken))
        {
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>The address of its health report; null when it does not run.</summary>
    internal Uri? HealthUrl =>
        Pid is { } pid && Variable(pid, "ASPNETCORE_URLS") is { } urls ? new Uri(urls.Split(';')[0].TrimEnd('/') + "/health") : null;

    private async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (HealthUrl is not { } url)
        {
            return false;
        }

        try
        {
            using var response = await http.GetAsync(url, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task EndAsync(int signal)
    {
        if (Pid is not { } pid)
        {
            return;
        }

        UnixSignal.Send(pid, signal);
        UnixSignal.Send(pid, UnixSignal.Continue); // a paused process takes no other signal than SIGKILL
        await UntilAsync(() => !Is(pid) && app.Snapshot(id)?.ExitCode is not null, "has not ended");
    }

    private void Signal(int signal)
    {
        if (Pid is { } pid)
        {
            UnixSignal.Send(pid, signal);
        }
    }

    private async Task UntilAsync(Func<bool> holds, string problem)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!holds())
        {
            if (timeout.IsCancellationRequested)
            {
                throw new TimeoutException($"{id} {problem} after {Timeout.TotalSeconds} s; its last lines:\n{string.Join('\n', _output.TakeLast(40))}");
            }

            await Task.Delay(20);
        }
    }

    private int? Find() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid) && Is(pid) ? pid : (int?)null)
        .FirstOrDefault(pid => pid is not null);

    /// <summary>Whether the process with that id is a run of this resource: ids of ended processes are given again.</summary>
    private bool Is(int pid) => Variable(pid, "OTEL_RESOURCE_ATTRIBUTES")?.Contains(_instance, StringComparison.Ordinal) is true;

    /// <summary>A variable that the process was started with; null when there is none, or no such process.</summary>
    private static string? Variable(int pid, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0')
                .FirstOrDefault(v => v.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is another user's
        }
    }
}
