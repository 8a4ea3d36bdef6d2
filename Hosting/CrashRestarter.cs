using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Hosting;

/// <summary>Starts crashed processes of resources with a <see cref="RestartAnnotation"/> again.</summary>
internal sealed class CrashRestarter(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers, ILogger<CrashRestarter> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, ProcessHistory> _processes = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var restarts = new List<Task>();
        await foreach (var e in notifications.WatchAsync(stoppingToken))
        {
            if (!e.Resource.HasAnnotationOfType<RestartAnnotation>())
            {
                continue;
            }

            // One id for each process: worker-abcdefgh.
            var process = _processes.GetOrAdd(e.ResourceId, _ => new ProcessHistory());
            if (process.Take(e.Snapshot.State?.Text) is { } delay)
            {
                restarts.RemoveAll(restart => restart.IsCompleted);
                restarts.Add(RestartAsync(e, delay, stoppingToken));
            }
        }

        await Task.WhenAll(restarts);
    }

    private async Task RestartAsync(ResourceEvent crashed, TimeSpan delay, CancellationToken stoppingToken)
    {
        string message = $"{crashed.ResourceId} ended with exit code {crashed.Snapshot.ExitCode}: it starts again in {delay.TotalSeconds:0.0} s";
        logger.LogWarning("{Message}", message);
        loggers.GetLogger(crashed.ResourceId).LogWarning("{Message}", message);
        await Task.Delay(delay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        var result = await commands.ExecuteCommandAsync(crashed.ResourceId, KnownResourceCommands.StartCommand, stoppingToken);
        if (!result.Success)
        {
            logger.LogError("{Resource} can't be started: {Reason}", crashed.ResourceId, result.Message);
        }
    }
}
