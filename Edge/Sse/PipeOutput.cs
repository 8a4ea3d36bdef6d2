using System.Buffers;
using System.IO.Pipelines;

namespace AspireStreaming.Edge.Sse;

/// <summary>The body, for any server and any protocol.</summary>
internal sealed class PipeOutput(PipeWriter body, HttpContext http, JobStreamHub hub, ApiOptions options, TimeProvider time)
    : SseOutput(hub, options, time, http.RequestAborted)
{
    public override IBufferWriter<byte> Frames => body;

    protected override long Unsent => body.UnflushedBytes;

    public override ValueTask<bool> SendAsync(FrameRun frames)
    {
        frames.WriteTo(body);
        return FlushAsync();
    }

    public override async ValueTask<bool> FlushAsync()
    {
        long bytes = body.UnflushedBytes;
        var flushing = body.FlushAsync(Aborted);
        FlushResult result;
        if (flushing.IsCompleted)
        {
            result = await flushing;
        }
        else
        {
            // Canceling the flush has no effect: Kestrel continues to wait.
            await using var stalling = Stalling();
            result = await flushing;
        }

        Sent(bytes);
        return !result.IsCompleted;
    }

    public override void CutOff() => http.Abort();
}
