using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Causes the faults of the plan, and ends all of them.</summary>
internal sealed class FaultInjector(ChaosSystem system) : IDisposable
{
    private readonly ConcurrentDictionary<FaultKind, int> _done = new();
    private readonly ConcurrentDictionary<object, SemaphoreSlim> _busy = new();
    private readonly ConcurrentQueue<string> _ended = new();
    private readonly SemaphoreSlim _network = new(1);
    private readonly ConcurrentQueue<string> _diary = new();

    /// <summary>How often each fault happened.</summary>
    public IReadOnlyDictionary<FaultKind, int> Done => _done;

    /// <summary>The processes that did not run although no fault had ended them.</summary>
    public IEnumerable<string> Ended => _ended;

    /// <summary>The faults with their times, to examine a failure.</summary>
    public IEnumerable<string> Diary => _diary;

    /// <summary>Ends when all faults are over: all processes run, and the network works.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> faults, Stopwatch clock)
    {
        var running = new List<Task>();
        foreach (var fault in faults)
        {
            var wait = fault.At - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            running.Add(DoAsync(fault, clock));
        }

        await Task.WhenAll(running);
        system.Clock?.Set(TimeSpan.Zero);
    }

    public void Dispose()
    {
        _network.Dispose();
        foreach (var busy in _busy.Values)
        {
            busy.Dispose();
        }
    }

    private async Task DoAsync(Fault fault, Stopwatch clock)
    {
        if (fault.Kind == FaultKind.ClockJumped && system.Clock is null)
        {
            return;
        }

        _diary.Enqueue($"{clock.Elapsed.TotalSeconds,6:0.0} s  begins  {fault}");
        await (fault.Kind switch
        {
            FaultKind.WorkerKilled => KillAsync(await WorkingAsync(fault), fault.Length),
            FaultKind.WorkerStopped => StopAsync(await WorkingAsync(fault), fault.Length),
            FaultKind.WorkerPaused => PauseAsync(await WorkingAsync(fault), fault.Length),
            FaultKind.ApiKilled => KillAsync(system.Apis[fault.Target % system.Apis.Count], fault.Length),
            FaultKind.ApiStopped => StopAsync(system.Apis[fault.Target % system.Apis.Count], fault.Length),
            FaultKind.ApiPaused => PauseAsync(system.Apis[fault.Target % system.Apis.Count], fault.Length),
            FaultKind.RedisKilled => AloneAsync(Store, () => system.KillRedisAsync(fault.Length)),
            FaultKind.RedisPaused => AloneAsync(Store, () => PauseAsync(Server(fault).Pause, Server(fault).Resume, fault.Length)),
            FaultKind.SlotsMoved => AloneAsync(Store, () => system.Cluster!.MoveSlotsAsync()),
            FaultKind.MasterKilled => AloneAsync(Store, () => system.Group!.KillMasterAsync(fault.Target, fault.Length)),
            FaultKind.FailedOver => AloneAsync(Store, () => system.Group!.FailOverAsync(fault.Target)),
            FaultKind.NodeAdded => AloneAsync(Store, () => system.Cluster!.AddNodeAsync()),
            FaultKind.SentinelKilled => AloneAsync(Store, () => system.Sentinels!.KillSentinelAsync(fault.Target, fault.Length)),
            FaultKind.ClientsKilled => CommandAsync("CLIENT", "KILL", "TYPE", "normal"),
            FaultKind.SubscribersKilled => CommandAsync("CLIENT", "KILL", "TYPE", "pubsub"),
            FaultKind.ScriptsFlushed => CommandAsync("SCRIPT", "FLUSH"),
            FaultKind.ClockJumped => JumpAsync(fault.Degree),
            _ => DisturbNetworkAsync(fault),
        });
        _done.AddOrUpdate(fault.Kind, 1, (_, count) => count + 1);
        _diary.Enqueue($"{clock.Elapsed.TotalSeconds,6:0.0} s  over    {fault}");
    }

    /// <summary>One fault of Redis at a time.</summary>
    private object Store => (object?)system.Group ?? system.Redis!;

    private RedisServer Server(Fault fault) => system.Servers[fault.Target % system.Servers.Count];

    private Task<RunningProcess> WorkingAsync(Fault fault) =>
        ClaimHolder.FindAsync(system.Workers, system.RedisPorts, system.Options.Queues, fault.Target);

    private Task KillAsync(RunningProcess process, TimeSpan down) => AloneAsync(process, () => RestartAsync(process, process.KillAsync, down));

    private Task StopAsync(RunningProcess process, TimeSpan down) => AloneAsync(process, () => RestartAsync(process, process.StopAsync, down));

    private async Task RestartAsync(RunningProcess process, Func<Task> end, TimeSpan down)
    {
        if (!process.IsRunning)
        {
            _ended.Enqueue($"{process.Name} ended by itself with exit code {process.ExitCode}");
        }

        await end();
        await Task.Delay(down);
        await process.StartAsync();
    }

    private Task PauseAsync(RunningProcess process, TimeSpan length) => AloneAsync(process, () => PauseAsync(process.Pause, process.Resume, length));

    private static async Task PauseAsync(Action pause, Action resume, TimeSpan length)
    {
        pause();
        await Task.Delay(length);
        resume();
    }

    private Task CommandAsync(params string[] command) => AloneAsync(Store, async () =>
    {
        foreach (var server in system.Servers)
        {
            await server.SendAsync(command);
        }
    });

    private Task JumpAsync(double degree)
    {
        system.Clock!.Set(TimeSpan.FromSeconds(Math.Round((degree - 0.5) * 1800)));
        return Task.CompletedTask;
    }

    private async Task DisturbNetworkAsync(Fault fault)
    {
        await _network.WaitAsync();
        try
        {
            var proxy = system.Proxy!;
            switch (fault.Kind)
            {
                case FaultKind.ConnectionsCut:
                    proxy.Cut(0.2 + fault.Degree);
                    break;
                case FaultKind.NetworkDown:
                    proxy.Refusing = true;
                    proxy.Cut(1);
                    await Task.Delay(fault.Length);
                    proxy.Refusing = false;
                    break;
                case FaultKind.NetworkSlow:
                    proxy.Delay = TimeSpan.FromMilliseconds(20 + (180 * fault.Degree));
                    await Task.Delay(fault.Length);
                    proxy.Delay = TimeSpan.Zero;
                    break;
                case FaultKind.ConnectionsFrozen:
                    var thaw = proxy.Freeze(0.2 + fault.Degree);
                    await Task.Delay(fault.Length);
                    thaw(fault.Target % 2 == 0);
                    break;
                case FaultKind.MessagesLost:
                    proxy.Loss = 0.2 + (0.6 * fault.Degree);
                    await Task.Delay(fault.Length);
                    proxy.Loss = 0;
                    break;
                default:
                    throw new InvalidOperationException($"{fault.Kind} is not a network fault.");
            }
        }
        finally
        {
            _network.Release();
        }
    }

    /// <summary>One fault at a time for each process; the next one waits.</summary>
    private async Task AloneAsync(object process, Func<Task> act)
    {
        var busy = _busy.GetOrAdd(process, _ => new SemaphoreSlim(1));
        await busy.WaitAsync();
        try
        {
            await act();
        }
        finally
        {
            busy.Release();
        }
    }
}
