using System.Buffers;
using System.Buffers.Text;
using System.Text;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>Writes SSE frames, as in <c>event: metric_update\ndata: {…}\nid: 2-43\n\n</c>.</summary>
public static class SseFrame
{
    /// <param name="id">ASCII digits and a dash, or null for a frame that must not move the client's cursor.</param>
    /// <param name="name">The event's name, or null for an unnamed frame.</param>
    /// <param name="data">UTF-8. A line break in it begins another data line, as the format asks.</param>
    public static void Write(IBufferWriter<byte> output, EventId? id, string? name, ReadOnlySpan<byte> data)
    {
        if (name is not null)
        {
            output.Write("event: "u8);
            Encoding.ASCII.GetBytes(name.ReplaceLineEndings(" "), output);
            output.Write("\n"u8);
        }

        WriteLines(output, "data: "u8, data);
        if (id is not null)
        {
            // The id comes last: some clients (npm @microsoft/fetch-event-source is one) resume after an id as soon as they have read
            // that line. Such a client would miss the event if the connection broke between the id and the data.
            output.Write("id: "u8);
            WriteNumber(output, id.Value.Attempt);
            output.Write("-"u8);
            WriteNumber(output, id.Value.Seq);
            output.Write("\n"u8);
        }

        output.Write("\n"u8);
    }

    /// <summary>How long the client waits before it reconnects, in milliseconds: 1 or more.</summary>
    public static void WriteRetry(IBufferWriter<byte> output, TimeSpan delay)
    {
        output.Write("retry: "u8);
        WriteNumber(output, Math.Max(1, (long)delay.TotalMilliseconds));
        output.Write("\n\n"u8);
    }

    public static void WriteComment(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        WriteLines(output, ": "u8, text);
        output.Write("\n"u8);
    }

    private static void WriteLines(IBufferWriter<byte> output, ReadOnlySpan<byte> field, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            WriteLine(output, field, text[..end]);
            text = text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        WriteLine(output, field, text);
    }

    private static void WriteLine(IBufferWriter<byte> output, ReadOnlySpan<byte> field, ReadOnlySpan<byte> line)
    {
        output.Write(field);
        output.Write(line);
        output.Write("\n"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out int written);
        output.Advance(written);
    }
}
