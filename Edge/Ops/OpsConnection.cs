using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Ops;

/// <summary>
/// One operator who watches the system: the state about once a second, as <c>event: ops_state</c>. A client that reads slowly gets fewer
/// states. While the store is away the connection ends, and the client is told to come back. It ends with the operator's token too.
/// </summary>
internal sealed class OpsConnection(OpsReader reader, JobStreamHub hub, ApiOptions options, TimeProvider time, DateTimeOffset? until) : SseResult(hub, options, time)
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    /// <summary>Operators look when there is too much of everything.</summary>
    protected override bool IsCounted => false;

    protected override async Task ServeAsync(SseOutput output)
    {
        var tick = Options.Heartbeat / 4 < LongestTick ? Options.Heartbeat / 4 : LongestTick;
        await using var clock = Time.CreateTimer(Wake, output.Watcher, tick, tick);
        await using var stops = Hub.Stopping.UnsafeRegister(Wake, output.Watcher);
        OpsFrame? sent = null;
        while (!output.Closing && !(until <= Time.GetUtcNow()))
        {
            output.Clear();
            bool open = true;
            try
            {
                var frame = await reader.GetAsync(output.Aborted);
                if (frame != sent)
                {
                    sent = frame;
                    open = await output.SendAsync(frame.Bytes);
                }
                else if (output.IsSilent)
                {
                    NativeDialect.Instance.WriteHeartbeat(output.Frames, EventId.None, Time.GetUtcNow());
                    open = await output.FlushAsync();
                }
                else
                {
                    await output.WaitAsync();
                }
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                return; // the client comes back; or it has left, or the server stops
            }

            if (!open)
            {
                return;
            }
        }
    }

    private static void Wake(object? watcher) => ((Watcher)watcher!).Wakeup.Signal();
}
