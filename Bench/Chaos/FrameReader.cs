using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Splits an event stream into frames: takes only whole frames with an id, of one job.</summary>
/// <param name="history">The watcher's position, and the faults of what it gets.</param>
/// <param name="shared">The job, when the stream carries others too: then each id has the cursors of all jobs, this job's first.</param>
internal sealed class FrameReader(WatchHistory history, Guid? shared)
{
    private readonly List<byte> _frame = [];
    private EventId _cursor = history.Cursor;

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
    public void End()
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

        if ((shared is { } job && !IsOf(job, name, ref id, data)) || id is null)
        {
            return null;
        }

        _cursor = EventId.Parse(id);
        var kind = name switch
        {
            EventTypes.Reset => SightKind.Reset,
            EventTypes.Snapshot => SightKind.Snapshot,
            _ => SightKind.Event,
        };
        return new Sight(kind, _cursor, name, data, Stopwatch.GetTimestamp());
    }

    /// <summary>Whether a frame of a shared stream belongs to the job. A frame of another job must not change the cursor of this job.</summary>
    private bool IsOf(Guid job, string name, ref string? id, byte[] data)
    {
        id = id?.Split(',')[0];
        if (data.Length > 0 && JsonSerializer.Deserialize<JsonElement>(data).TryGetProperty("job_id", out var of) && of.GetGuid() == job)
        {
            history.Gone |= name == EventTypes.Gone;
            return true;
        }

        if (id is not null && id != _cursor.ToString())
        {
            history.Faults.Add($"a frame of another job said {id} where it was at {_cursor}");
        }

        return false;
    }
}
