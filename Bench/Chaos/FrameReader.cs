using System.Diagnostics;
using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Takes an event stream apart: only frames with an id, only whole ones.</summary>
internal sealed class FrameReader
{
    private readonly List<byte> _frame = [];

    public List<Sight> Read(ReadOnlySpan<byte> bytes)
    {
        var sights = new List<Sight>();
        foreach (byte b in bytes)
        {
            bool ends = b == '\n' && _frame.Count > 0 && _frame[^1] == '\n';
            _frame.Add(b);
            if (ends)
            {
                if (Parse() is { } sight)
                {
                    sights.Add(sight);
                }

                _frame.Clear();
            }
        }

        return sights;
    }

    /// <summary>The server has ended the stream: it does so between frames.</summary>
    public void End(WatchHistory history)
    {
        if (_frame.Count > 0)
        {
            history.Faults.Add($"the server ended the stream in the middle of a frame after {history.Cursor}");
        }
    }

    private Sight? Parse()
    {
        string? id = null;
        string name = "";
        byte[] data = [];
        var rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_frame);
        while (rest.Length > 0)
        {
            int end = rest.IndexOf((byte)'\n');
            var line = rest[..end];
            rest = rest[(end + 1)..];
            if (line.StartsWith("id: "u8))
            {
                id = Encoding.ASCII.GetString(line[4..]);
            }
            else if (line.StartsWith("event: "u8))
            {
                name = Encoding.ASCII.GetString(line[7..]);
            }
            else if (line.StartsWith("data: "u8))
            {
                data = line[6..].ToArray(); // JSON on one line
            }
        }

        var kind = name switch
        {
            EventTypes.Reset => SightKind.Reset,
            EventTypes.Snapshot => SightKind.Snapshot,
            _ => SightKind.Event,
        };
        return id is null ? null : new Sight(kind, EventId.Parse(id), name, data, Stopwatch.GetTimestamp());
    }
}
