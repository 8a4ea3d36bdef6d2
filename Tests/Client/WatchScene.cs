using System.Text;
using AspireStreaming.Client;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>Watches of a scripted server that sends anything that may arrive over a network.</summary>
public abstract class WatchScene : IDisposable
{
    private protected SampleLog Log { get; } = new();

    private protected HttpClient Http { get; } = new();

    public void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task ServeAsync(TcpExchange e) => ServeAsync(e, Log.Frames(e.Header("Last-Event-ID")));

    private protected static async Task ServeAsync(TcpExchange e, string frames)
    {
        await e.OpenStreamAsync();
        await e.WriteAsync(frames);
        await e.WriteAsync(SampleLog.Frame("heartbeat", null, "{}") + SampleLog.Frame("weather", null, "sunny"));
    }

    private protected Task<List<JobUpdate>> WatchAsync(
        ScriptedTcpServer server, JobStreamClientOptions? options = null, JobCursor cursor = default, List<JobUpdate>? seen = null) =>
        WatchAsync([server.Address], options, cursor, seen);

    private protected async Task<List<JobUpdate>> WatchAsync(
        IReadOnlyList<Uri> servers, JobStreamClientOptions? options = null, JobCursor cursor = default, List<JobUpdate>? seen = null)
    {
        seen ??= [];
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var update in new JobStreamClient(Http, Quick(servers, options)).WatchAsync(Log.JobId, cursor, deadline.Token))
        {
            seen.Add(update);
        }

        return seen;
    }

    private protected static JobStreamClientOptions Quick(params Uri[] servers) => Quick(servers, null);

    private protected static JobStreamClientOptions Quick(IReadOnlyList<Uri> servers, JobStreamClientOptions? options) => new()
    {
        BaseAddresses = servers,
        MinBackoff = TimeSpan.FromMilliseconds(1),
        MaxBackoff = TimeSpan.FromMilliseconds(20),
        ConnectTimeout = options?.SilenceTimeout < TimeSpan.FromSeconds(1) ? options.SilenceTimeout : TimeSpan.FromSeconds(10),
        SilenceTimeout = options?.SilenceTimeout ?? TimeSpan.FromSeconds(30),
        GiveUpAfter = options?.GiveUpAfter ?? TimeSpan.FromMinutes(1),
        MaxFrameBytes = options?.MaxFrameBytes ?? 1 << 20,
        Reconnecting = options?.Reconnecting,
    };

    private protected static JobStreamClientOptions Quick(
        TimeSpan? silence = null, TimeSpan? giveUp = null, int maxFrameBytes = 1 << 20, Action<JobReconnect>? reconnecting = null) => new()
        {
            SilenceTimeout = silence ?? TimeSpan.FromSeconds(30),
            GiveUpAfter = giveUp ?? TimeSpan.FromMinutes(1),
            MaxFrameBytes = maxFrameBytes,
            Reconnecting = reconnecting,
        };

    private protected static JobLogEvent Event(JobUpdate update) => Assert.IsAssignableFrom<JobLogEvent>(update);

    private protected void CheckWhole(IReadOnlyList<JobUpdate> updates) => Assert.Equal(
        Log.Events.Select(e => (e.Id, e.Type, Encoding.UTF8.GetString(e.Data.Span))),
        updates.Select(u => (Event(u).Id, Event(u).Type, Encoding.UTF8.GetString(Event(u).Event.Data.Span))));
}
