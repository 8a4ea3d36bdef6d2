using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.MatchJobs;

/// <summary>Waits for a job's end and answers with its final object, byte for byte the data of the stream's <c>complete</c>.</summary>
internal sealed class MatchJobsAnswer(IJobLog log, IHostApplicationLifetime lifetime)
{
    /// <exception cref="CursorNotFoundException">The job is gone.</exception>
    public async Task<IResult> WaitAsync(Guid jobId, HttpContext http)
    {
        byte[]? final = null;
        JobErrorEvent? error = null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var batch in log.TailAsync(jobId, EventId.None, either.Token))
            {
                foreach (var e in batch.Where(e => e.Type is EventTypes.Result or EventTypes.JobError))
                {
                    switch (EventEncoder.Decode(e))
                    {
                        case ResultEvent result when MatchJobsDialect.FinalObject(result) is { Length: > 0 } bytes:
                            final = bytes.ToArray();
                            break;
                        case JobErrorEvent failure:
                            error = failure;
                            break;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client left, or this node stops: the job goes on at the URL in Location.
            http.Response.Headers.RetryAfter = "2";
            return Problem(jobId, "stopping", "This server is stopping; the job goes on.", StatusCodes.Status503ServiceUnavailable);
        }

        return error is null && final is not null
            ? Results.Bytes(final, "application/json")
            : Problem(jobId, error?.Code ?? "canceled", error?.Message ?? "The job was canceled.", StatusOf(error));
    }

    private static int StatusOf(JobErrorEvent? error) => error switch
    {
        null => StatusCodes.Status409Conflict,
        { Code: "ai_timeout" or "deadline_exceeded" or "step_timeout" } => StatusCodes.Status504GatewayTimeout,
        { Code: "ai_rate_limited" } => StatusCodes.Status503ServiceUnavailable,
        { Code: var code } when code.StartsWith("ai_", StringComparison.Ordinal) => StatusCodes.Status502BadGateway,
        { Retryable: true } => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static IResult Problem(Guid jobId, string code, string message, int status) => TypedResults.Problem(
        title: "The jobs were not matched.",
        detail: message,
        statusCode: status,
        extensions: new Dictionary<string, object?> { ["code"] = code, ["job_id"] = jobId.ToString("D") });
}
