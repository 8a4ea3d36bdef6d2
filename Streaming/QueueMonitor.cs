using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming;

/// <summary>
/// Measures the queue and counts the live workers, while somebody listens to the metrics. Every process does so: the Apis still report
/// a queue that has no worker left.
/// </summary>
internal sealed class QueueMonitor : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IJobQueue _queue;
    private readonly INodeRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueMonitor> _logger;
    private readonly Instrument _instrument;
    private volatile QueueView? _seen;

    public QueueMonitor(IJobQueue queue, INodeRegistry registry, TimeProvider time, ILogger<QueueMonitor> logger)
    {
        (_queue, _registry, _time, _logger) = (queue, registry, time, logger);
        _instrument = JobMetrics.ObserveQueue(() => _seen);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                _seen = _instrument.Enabled ? await LookAsync(stoppingToken) : null;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: a metric that is missing must not end the process. An old value would hide an outage.
                _seen = null;
                _logger.LogDebug("The queue can't be measured: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<QueueView> LookAsync(CancellationToken cancellationToken)
    {
        var depth = await _queue.MeasureAsync(cancellationToken);
        var nodes = await _registry.ListAsync(cancellationToken);
        return new QueueView(depth, nodes.Count(node => !node.Draining && node.Pipelines is not { Count: 0 }));
    }
}

/// <param name="Workers">Live processes that execute pipelines and do not drain.</param>
internal sealed record QueueView(QueueDepth Depth, int Workers);
