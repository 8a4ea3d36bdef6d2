using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming;

/// <summary>Executes the commands that other nodes send to this one.</summary>
internal sealed class NodeCommands(
    INodeCalls calls, NodeIdentity identity, IEnumerable<INodeCommand> commands, TimeProvider time, ILogger<NodeCommands> logger) : BackgroundService
{
    private readonly Dictionary<string, INodeCommand> _commands = commands.ToDictionary(command => command.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            try
            {
                await using var answers = await calls.AnswerAsync(identity.Id, call => AnswerAsync(call, stoppingToken), stoppingToken);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (StoreUnavailableException e)
            {
                logger.LogDebug("Commands of other nodes can't be received yet: {Reason}", e.Message);
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<byte[]?> AnswerAsync(NodeCall call, CancellationToken stoppingToken)
    {
        if (!_commands.TryGetValue(call.Command, out var command))
        {
            return null; // of a later version
        }

        try
        {
            return await command.ExecuteAsync(call.Argument, stoppingToken);
        }
        catch (Exception e)
        {
            // The caller gets no answer, and this node goes on to answer others.
            logger.LogWarning(e, "Command {Command} of another node failed", call.Command);
            return null;
        }
    }
}
