using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Hosting;

/// <summary>
/// Stops the processes that wait for the Redis before the Redis itself stops: workers need it to hand their jobs back. Aspire stops all
/// at once, and processes without their Redis took 13 s to end.
/// </summary>
internal sealed class StopInOrder(ResourceNotificationService notifications, ResourceCommandService commands, ILogger<StopInOrder> logger)
    : BackgroundService
{
    /// <summary>After this long Aspire stops what is left, and kills it in the end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, bool> _running = new(); // one id for each process: worker-abcdefgh

    /// <summary>Hosted services stop in the reverse order of their start, so this one runs before Aspire's own.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await Task.WhenAll(_running.Where(process => process.Value)
                .Select(process => commands.ExecuteCommandAsync(process.Key, KnownResourceCommands.StopCommand, limit.Token)));
            while (_running.Values.Contains(true))
            {
                await Task.Delay(20, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Not stopped after {Seconds} s: {Processes}", Limit.TotalSeconds, _running.Where(process => process.Value).Select(process => process.Key));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var e in notifications.WatchAsync(stoppingToken))
        {
            if (e.Resource.Annotations.OfType<WaitAnnotation>().Any(wait => wait.Resource.HasAnnotationOfType<StopsLastAnnotation>()))
            {
                _running[e.ResourceId] = e.Snapshot.State?.Text is { } state
                    && (state == KnownResourceStates.Running || state == KnownResourceStates.Stopping);
            }
        }
    }
}
