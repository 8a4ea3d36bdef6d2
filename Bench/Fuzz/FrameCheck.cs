using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Checks what a dialect writes by a parser of another maker: a text must never end its frame or begin a field.</summary>
internal static class FrameCheck
{
    /// <summary>The frame of one event: none, or exactly one, with the event's id.</summary>
    /// <exception cref="InvalidDataException">The frame is broken.</exception>
    public static byte[] Event(IDialect dialect, JobEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.Write(e, output);
        var frames = Parse(output.WrittenSpan.ToArray());
        Require(frames.Count == (output.WrittenCount == 0 ? 0 : 1), dialect, e, $"{frames.Count} frames");
        foreach (var frame in frames)
        {
            Require(frame.EventId == e.Id.ToString(), dialect, e, $"id '{frame.EventId}'");
            Check(frame, dialect, e);
        }

        CheckBytes(output.WrittenSpan, dialect, e);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The frames of a snapshot: only the last one has an id, and it is the snapshot's.</summary>
    /// <exception cref="InvalidDataException">A frame is broken.</exception>
    public static void Snapshot(IDialect dialect, string name, JobSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteSnapshot(output, name, snapshot);
        var frames = Parse(output.WrittenSpan.ToArray());
        for (int i = 0; i < frames.Count; i++)
        {
            string? expected = i == frames.Count - 1 ? snapshot.LastEventId : null;
            Require(frames[i].EventId == expected, dialect, snapshot, $"frame {i} of {frames.Count} has id '{frames[i].EventId}'");
            Check(frames[i], dialect, snapshot);
        }

        CheckBytes(output.WrittenSpan, dialect, snapshot);
    }

    /// <summary>The frames of a stream that has no other frames before.</summary>
    public static List<SseItem<byte[]>> Parse(byte[] stream)
    {
        using var body = new MemoryStream(stream);
        return [.. SseParser.Create(body, static (_, data) => data.ToArray()).Enumerate()];
    }

    private static void Check(SseItem<byte[]> frame, IDialect dialect, object source)
    {
        Require(frame.EventType.All(c => char.IsAsciiLetterLower(c) || c == '_'), dialect, source, $"event '{frame.EventType}'");
        try
        {
            JsonDocument.Parse(frame.Data).Dispose();
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{dialect.Name}: data that is not JSON ({broken.Message}): {Encoding.UTF8.GetString(frame.Data)}", broken);
        }
    }

    /// <summary>Some clients also split lines at U+0085, U+2028 and U+2029, and some end a text at NUL.</summary>
    private static void CheckBytes(ReadOnlySpan<byte> bytes, IDialect dialect, object source)
    {
        Require(Utf8.IsValid(bytes), dialect, source, "bytes that are not UTF-8");
        Require(bytes.IndexOfAny((byte)'\r', (byte)0) < 0, dialect, source, "CR or NUL");
        Require(
            bytes.IndexOf("\u0085"u8) < 0 && bytes.IndexOf("\u2028"u8) < 0 && bytes.IndexOf("\u2029"u8) < 0, dialect, source, "a Unicode line break");
    }

    private static void Require(bool holds, IDialect dialect, object source, string what)
    {
        if (!holds)
        {
            string text = source is JobEvent e ? Encoding.UTF8.GetString(e.Data.Span) : source.ToString()!;
            throw new InvalidDataException($"{dialect.Name}: {what} of {text}");
        }
    }
}
