using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Events with hostile text in every member, written by every dialect; each tenth time a snapshot.</summary>
internal sealed class DialectTarget(IReadOnlyList<IDialect> dialects) : IFuzzTarget
{
    public string Name => "dialects";

    public Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        var dialect = dialects[input.Random.Next(dialects.Count)];
        var events = new HostileEvents(input);
        var jobId = new Guid(input.Random.Next(), 1, 2, new byte[8]);
        if (input.Random.Next(10) == 0)
        {
            FrameCheck.Snapshot(dialect, EventTypes.Reset, SnapshotReducer.Fold(jobId, events.Log(jobId, 12)));
        }
        else
        {
            FrameCheck.Event(dialect, events.Next(jobId, new EventId(input.Random.Next(), 1 + input.Random.Next())));
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
