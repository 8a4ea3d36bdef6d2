using System.Buffers;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>Events as messages: what they are in the log.</summary>
internal static class StreamMessages
{
    /// <returns>JSON with commas between, without brackets.</returns>
    public static ReadOnlyMemory<byte> Join(IReadOnlyList<JobEvent> events)
    {
        var body = new ArrayBufferWriter<byte>();
        for (int i = 0; i < events.Count; i++)
        {
            body.Write(i == 0 ? [] : ","u8);
            body.Write(events[i].Data.Span);
        }

        return body.WrittenMemory;
    }
}
