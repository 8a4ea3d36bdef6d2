using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Asks each master for its memory, while somebody listens to the metrics, and counts lost connections.</summary>
internal sealed class RedisMonitor : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly IConnectionMultiplexer _connection;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger<RedisMonitor> _logger;
    private readonly Instrument _instrument;
    private volatile IReadOnlyList<RedisMemory> _servers = [];
    private int _lost;

    public RedisMonitor(
        IConnectionMultiplexer connection, RedisSubscriber subscriber, TimeProvider time, IOptions<StreamingOptions> options, ILogger<RedisMonitor> logger)
    {
        (_connection, _time, _timeout, _logger) = (connection, time, options.Value.StoreTimeout, logger);
        _instrument = RedisMetrics.Observe(() => subscriber.IsReceiving, () => _servers);
        _connection.ConnectionFailed += OnFailed;
        _connection.ConnectionRestored += OnRestored;
    }

    public override void Dispose()
    {
        _connection.ConnectionFailed -= OnFailed;
        _connection.ConnectionRestored -= OnRestored;
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RedisMetrics.Begin();
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            if (_instrument.Enabled)
            {
                var asked = await Task.WhenAll(Masters().Select(AskAsync));
                _servers = [.. asked.OfType<RedisMemory>()];
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<IServer> Masters()
    {
        try
        {
            return _connection.GetServers().Where(server => server is { IsConnected: true, IsReplica: false });
        }
        catch (ObjectDisposedException) // the process ends
        {
            return [];
        }
    }

    /// <returns>Null when the server does not answer.</returns>
    private async Task<RedisMemory?> AskAsync(IServer server)
    {
        try
        {
            string info = (string?)await server.ExecuteAsync("EVAL", RedisScript.Memory.Text, 0).WaitAsync(_timeout, _time) ?? "";
            var (address, port) = server.EndPoint switch
            {
                DnsEndPoint dns => (dns.Host, dns.Port),
                IPEndPoint ip => (ip.Address.ToString(), ip.Port),
                var other => (other.ToString() ?? "", 0), // a socket of this machine
            };
            return RedisMemory.Read(address, port, info);
        }
        catch (Exception e)
        {
            // Away, or its user may not use INFO. Whatever it is: a metric that is missing must not end the process.
            _logger.LogDebug("Redis does not tell its memory: {Reason}", e.Message);
            return null;
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        if (e.ConnectionType == ConnectionType.Interactive)
        {
            Volatile.Write(ref _lost, 1);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e)
    {
        if (e.ConnectionType == ConnectionType.Interactive && Interlocked.Exchange(ref _lost, 0) == 1)
        {
            RedisMetrics.CommandsRestored();
        }
    }
}
