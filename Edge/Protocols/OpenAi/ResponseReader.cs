using System.Buffers;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>Reads responses that are no streams.</summary>
internal sealed class ResponseReader(JobStreamHub hub, IJobLog log)
{
    /// <summary>The response as it is now.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task<IResult> ReadAsync(ProtocolJob job, CancellationToken cancellationToken)
    {
        var (dialect, written) = (new ResponsesDialect(job.Id, ResponseRun.Read(job.Client)), new ArrayBufferWriter<byte>());
        var events = new LogEvents(hub.Pages, job.Id);
        while (await events.NextAsync(cancellationToken) is { } e)
        {
            dialect.Write(e, written, skip: int.MaxValue);
        }

        return Json(dialect);
    }

    /// <summary>The response at its end, or as it is when the wait has ended.</summary>
    /// <exception cref="CursorNotFoundException">The job is gone.</exception>
    public async Task<IResult> WaitAsync(ProtocolJob job, CancellationToken wait)
    {
        var (dialect, written) = (new ResponsesDialect(job.Id, ResponseRun.Read(job.Client)), new ArrayBufferWriter<byte>());
        try
        {
            await foreach (var batch in log.TailAsync(job.Id, EventId.None, wait))
            {
                foreach (var e in batch)
                {
                    dialect.Write(e, written, skip: int.MaxValue);
                }
            }
        }
        catch (OperationCanceledException) when (wait.IsCancellationRequested)
        {
            // The response tells that it goes on.
        }

        return Json(dialect);
    }

    private static IResult Json(ResponsesDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteResponse(output);
        return Results.Bytes(output.WrittenMemory, "application/json");
    }
}
