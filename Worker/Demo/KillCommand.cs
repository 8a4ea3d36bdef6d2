using System.Diagnostics;
using System.Text;
using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Demo;

/// <summary>Ends this process at once, as a crash would, if it runs the job whose id is the argument. It answers only a refusal.</summary>
internal sealed class KillCommand(IEnumerable<INodeActivity> activities, ILogger<KillCommand> logger) : INodeCommand
{
    public string Name => NodeCommandNames.Kill;

    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(Encoding.ASCII.GetString(argument.Span), out var job) && activities.Any(activity => activity.Running.Contains(job)))
        {
            logger.LogWarning("This worker is killed for show, in the middle of job {JobId}", job);
            Process.GetCurrentProcess().Kill(); // SIGKILL: nothing of this process runs after it
        }

        return Task.FromResult<byte[]>([.. "refused"u8]);
    }
}
