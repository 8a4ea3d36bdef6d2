using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Agents;

/// <summary>Runs an agent workflow as a job and waits for its end.</summary>
internal sealed class WorkflowRunner(IJobStore store, IJobLog log, JobStarter starter, JobAccess access, IHostApplicationLifetime lifetime)
{
    public const string Pipeline = "agent-workflow";

    /// <summary>Starts the workflow, or finds the one that the same request of the same session has started.</summary>
    /// <returns>The job's id, or what is wrong with the request.</returns>
    public async Task<(Guid JobId, IResult? Problem)> StartAsync(
        ClaimsPrincipal caller, Guid? session, JobRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var owner = access.OwnerOf(caller);
        if (session is not { } sessionJob)
        {
            return await starter.StartAsync(Pipeline, request, owner, null, idempotencyKey, cancellationToken);
        }

        byte[] body = Encoding.UTF8.GetBytes(request.Members.ToJsonString());
        if (await store.GetAsync(sessionJob, cancellationToken) is null)
        {
            var (jobId, problem) = await starter.StartAsync(Pipeline, request, owner, sessionJob, idempotencyKey, cancellationToken);
            if (problem?.StatusCode != StatusCodes.Status409Conflict)
            {
                return (jobId, problem);
            }

            // Another request was faster, or the id is that of a deleted job or of another caller.
        }

        var input = await store.GetInputAsync(sessionJob, cancellationToken);
        return input is not null && input.Request.Span.SequenceEqual(body) && (await access.FindAsync(caller, sessionJob, cancellationToken))?.Pipeline == Pipeline
            ? (sessionJob, null)
            : (Guid.Empty, Problems.Conflict("session_id", "is in use by another request; take a new one"));
    }

    /// <summary>The job's end: its last event, and the error before it if there was one.</summary>
    /// <returns>Null when this server has to stop first; the job goes on.</returns>
    public async Task<(DoneEvent Done, JobErrorEvent? Error)?> WaitAsync(Guid jobId, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        JobErrorEvent? error = null;
        while (true)
        {
            try
            {
                await foreach (var batch in log.TailAsync(jobId, EventId.None, ends.Token))
                {
                    foreach (var e in batch.Where(e => e.Type is EventTypes.JobError or EventTypes.Done))
                    {
                        switch (EventEncoder.Decode(e))
                        {
                            case JobErrorEvent failed:
                                error = failed;
                                break;
                            case DoneEvent done:
                                return (done, error);
                        }
                    }
                }

                throw new JsonException($"Job {jobId} ended without a last event.");
            }
            catch (CursorNotFoundException)
            {
                if (await store.GetAsync(jobId, cancellationToken) is null)
                {
                    throw; // the job will have no events
                }

                error = null; // the store lost events: reads from the start
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
