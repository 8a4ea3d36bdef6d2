using System.Buffers;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Dialects;

/// <summary>Some event types of another dialect, and always <c>done</c>, so that the watcher learns of the end.</summary>
internal sealed class FilteredDialect(IDialect inner, IReadOnlySet<string> types) : IDialect
{
    public string Name { get; } = $"{inner.Name}?types={string.Join(',', types.Order(StringComparer.Ordinal))}";

    public bool IsEndedByClose => inner.IsEndedByClose;

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        if (types.Contains(e.Type) || e.Type == EventTypes.Done)
        {
            inner.Write(e, output);
        }
    }

    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => inner.WriteHeartbeat(output, last, now);

    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot) => inner.WriteSnapshot(output, name, snapshot);

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) => inner.WriteGone(output, jobId, now);
}
