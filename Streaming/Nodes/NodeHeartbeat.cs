using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming;

/// <summary>Registers at intervals that this node is alive, and its activity.</summary>
internal sealed class NodeHeartbeat(
    INodeRegistry registry,
    NodeIdentity identity,
    IEnumerable<INodeActivity> activities,
    IEnumerable<INodeCommand> commands,
    AppendRate appended,
    TimeProvider time,
    ILogger<NodeHeartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        bool reachable = true;
        do
        {
            try
            {
                await registry.BeatAsync(Describe(), Lifetime, stoppingToken);
                reachable = true;
            }
            catch (StoreUnavailableException e)
            {
                if (reachable)
                {
                    logger.LogWarning("The heartbeat can't be written: {Reason}", e.Message);
                }

                reachable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await registry.RemoveAsync(identity.Id, cancellationToken);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException) // canceled: the time for the stop is over
        {
            logger.LogInformation("The heartbeat can't be removed and expires by itself: {Reason}", e.Message);
        }
    }

    private NodeInfo Describe() => activities.Aggregate(Common(), (node, activity) => activity.Complete(node));

    private NodeInfo Common() => new(
        identity.Id,
        identity.Kind,
        Environment.MachineName,
        Environment.ProcessId,
        identity.StartedAt,
        time.GetUtcNow(),
        [.. activities.SelectMany(a => a.Running)],
        activities.Sum(a => a.Watchers),
        [.. activities.SelectMany(a => a.Pipelines)])
    {
        Instance = identity.Instance,
        EventsPerSecond = appended.Read(),
        Commands = [.. commands.Select(command => command.Name)],
    };
}
