using System.Security.Claims;
using System.Text;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Ops;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Demo;

/// <summary>Kills the worker of a sample, so that everybody can watch another one take over.</summary>
internal static class SampleKiller
{
    /// <summary>A killed process answers nothing; one that refuses answers at once.</summary>
    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromMilliseconds(500);

    public static async Task<IResult> KillAsync(
        Guid id, ClaimsPrincipal caller, DemoMode demo, JobAccess access, IJobStore store, INodeRegistry registry, INodeCalls calls, CancellationToken cancellationToken)
    {
        if (!demo.IsOn)
        {
            return TypedResults.Problem(
                title: "No process is killed here.",
                detail: "Demo:Enabled is off. It is on by default only in the environment Development, in an Api that only this machine reaches.",
                statusCode: StatusCodes.Status409Conflict); // not 403, which is about the caller
        }

        if (await access.FindAsync(caller, id, cancellationToken) is null || await store.GetInputAsync(id, cancellationToken) is not { } input)
        {
            return Problems.NotFound(id);
        }

        if (input.Pace is null)
        {
            return Problems.Conflict("job_id", "is not a sample that is replayed at reading speed");
        }

        if ((await registry.ListAsync(cancellationToken)).FirstOrDefault(node => node.Running.Contains(id)) is not { } worker)
        {
            return Problems.Conflict("job_id", "is run by no worker now");
        }

        if (worker.Commands?.Contains(NodeCommandNames.Kill) is not true)
        {
            return Problems.Conflict("job_id", "is run by a worker that may not be killed: Demo:Enabled is off there, or it is the Api too");
        }

        var refusal = await calls.CallAsync(
            worker.NodeId, new NodeCall(NodeCommandNames.Kill, Encoding.ASCII.GetBytes(id.ToString("D"))), RefusalTimeout, cancellationToken);
        return refusal is null
            ? TypedResults.Accepted($"/api/jobs/{id:D}", new KillResponse(id, worker.NodeId, "kill_sent"))
            : Problems.Conflict("job_id", "has ended or moved to another worker just now");
    }
}
