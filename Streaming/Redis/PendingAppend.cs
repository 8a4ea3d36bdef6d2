using System.Diagnostics;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>An append and its outcome.</summary>
internal sealed class PendingAppend(JobAppend append)
{
    private readonly TaskCompletionSource<AppendResult> _done = new();
    private AppendResult _result;

    public JobAppend Append => append;

    /// <summary>The span of the append; null when there is none.</summary>
    public Activity? Span { get; } = Activity.Current;

    public Task<AppendResult> Task => _done.Task;

    public long Bytes { get; } = append.Events.Sum(e => (long)e.Data.Length) + append.Checkpoints.Sum(c => (long)c.Data.Length);

    public Exception? Failure { get; set; }

    public void Read(RedisResult[] reply)
    {
        if ((long)reply[0] < 0)
        {
            Failure = RedisCommands.Failure((string)reply[1]!);
            return;
        }

        _result = new AppendResult((AppendOutcome)(int)reply[0], (long)reply[1] != 0);
    }

    /// <summary>The waiter continues within this call.</summary>
    public void Complete()
    {
        if (Failure is null)
        {
            _done.SetResult(_result);
        }
        else
        {
            _done.SetException(Failure);
        }
    }
}
