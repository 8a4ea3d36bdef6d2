using System.Buffers;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// The encoded frames of one job in one dialect, each encoded once and shared by all watchers, which read by offset. One
/// writer; readers take no lock. The oldest segments are dropped when the log exceeds its bound.
/// </summary>
/// <remarks>Each frame is kept as a chunk of HTTP/1.1 (<see cref="HttpChunk"/>), so that any run of them can be sent as it is.</remarks>
internal sealed class FrameLog(EventId start)
{
    private const int FirstSegment = 2 * 1024; // most jobs are small and there may be thousands
    private const int LargestSegment = 32 * 1024;

    private readonly List<Segment> _segments = [];
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _frame = new(1024);
    private View _view = new([], 0, 0, start);

    /// <summary>The id before the first frame that is still here.</summary>
    private EventId _before = start;

    /// <summary>A consistent view of the log that never changes.</summary>
    public View Current => Volatile.Read(ref _view);

    /// <summary>Adds events; those for which the dialect has no frame only move the cursor.</summary>
    /// <param name="arrived">When they arrived, in milliseconds of the caller's clock.</param>
    public void Append(IReadOnlyList<JobEvent> events, IDialect dialect, long mostBytes, int arrived = 0)
    {
        lock (_lock)
        {
            long end = _view.End;
            foreach (var e in events)
            {
                _frame.ResetWrittenCount();
                dialect.Write(e, _frame);
                end += Put(e.Id, _frame.WrittenSpan, arrived);
            }

            while (_segments.Count > 1 && end - _segments[0].Start > mostBytes)
            {
                _before = _segments[0].Last;
                _segments.RemoveAt(0);
            }

            Publish(end, events[^1].Id);
        }
    }

    /// <summary>The start of the frames after a cursor, in the returned view.</summary>
    /// <returns>Null when the cursor lies before the kept frames: its events must be read from the job's log.</returns>
    public View? Find(EventId after, out long offset)
    {
        lock (_lock)
        {
            offset = _view.Start;
            if (after.Seq <= _before.Seq)
            {
                return after == _before ? _view : null;
            }

            foreach (var segment in _segments)
            {
                offset = segment.Start;
                if (after.Seq <= segment.Last.Seq)
                {
                    return segment.TryFind(after, ref offset) ? _view : null;
                }
            }

            offset = _view.End;
            return after.Seq <= _view.Last.Seq ? _view : null;
        }
    }

    /// <summary>When the first event after a position arrived, or the oldest one that is still here. Null when there is none.</summary>
    public int? ArrivalAfter(EventId position)
    {
        lock (_lock)
        {
            // From the end: most watchers are near it.
            int first = _segments.Count;
            while (first > 0 && position.Seq < _segments[first - 1].Last.Seq)
            {
                first--;
            }

            return first < _segments.Count ? _segments[first].ArrivalAfter(position) : null;
        }
    }

    private int Put(EventId id, ReadOnlySpan<byte> frame, int arrived)
    {
        int length = HttpChunk.Length(frame.Length);
        if (_segments.Count == 0 || _segments[^1].Room < length)
        {
            long at = _segments.Count == 0 ? _view.End : _segments[^1].Start + _segments[^1].Length;
            int size = _segments.Count == 0 ? FirstSegment : Math.Min(2 * _segments[^1].Size, LargestSegment);
            _segments.Add(new Segment(at, Math.Max(size, length)));
        }

        _segments[^1].Add(id, frame, arrived);
        return length;
    }

    private void Publish(long end, EventId last)
    {
        var shown = _view.Segments;
        bool same = shown.Length == _segments.Count && shown.Length > 0 && shown[0] == _segments[0];
        Volatile.Write(ref _view, new View(same ? shown : [.. _segments], _segments[0].Start, end, last));
    }

    /// <param name="Start">Offset of the first byte that is kept.</param>
    /// <param name="End">Offset behind the last byte.</param>
    /// <param name="Last">The id of the last event.</param>
    public sealed record View(Segment[] Segments, long Start, long End, EventId Last)
    {
        /// <summary>The contiguous frames from an offset on; none when there are only events without a frame.</summary>
        /// <param name="position">The event that the frames end with.</param>
        public FrameRun Take(scoped ref long offset, scoped ref EventId position)
        {
            int i = Find(offset);
            bool final = i == Segments.Length - 1;
            long end = final ? End : Segments[i + 1].Start;
            var run = new FrameRun(Segments[i].Slice(offset, end));
            offset = end;
            position = final ? Last : Segments[i].Last;
            return run;
        }

        /// <summary>The frame at an offset that lies before <see cref="End"/>; empty for an event that has none.</summary>
        public ReadOnlySpan<byte> Next(scoped ref long offset, scoped ref EventId position)
        {
            var segment = Segments[Find(offset)];
            var (id, end) = segment.FrameAfter(position);
            var chunk = segment.Slice(offset, segment.Start + end).Span;
            offset = segment.Start + end;
            position = id;
            return chunk.IsEmpty ? chunk : HttpChunk.Read(ref chunk);
        }

        /// <summary>The first event after a position that lies before <see cref="Last"/> and in the view.</summary>
        public EventId After(EventId position)
        {
            int i = Segments.Length - 1;
            while (i > 0 && Segments[i].FirstSeq > position.Seq + 1)
            {
                i--;
            }

            return Segments[i].FrameAfter(position).Id;
        }

        /// <summary>The segment that an offset before <see cref="End"/> lies in.</summary>
        private int Find(long offset)
        {
            // Most watchers are in the last segment.
            int i = Segments.Length - 1;
            while (Segments[i].Start > offset)
            {
                i--;
            }

            return i;
        }
    }

    /// <summary>A run of frames. Bytes after the end of a <see cref="View"/> may still be written; bytes before it never change.</summary>
    public sealed class Segment(long start, int size)
    {
        private readonly byte[] _bytes = new byte[size];
        private readonly List<(EventId Id, int End, int Arrived)> _frames = [];

        public long Start { get; } = start;
        public int Length { get; private set; }
        public int Size => _bytes.Length;
        public int Room => _bytes.Length - Length;
        public EventId Last => _frames[^1].Id;
        public long FirstSeq => _frames[0].Id.Seq;

        public void Add(EventId id, ReadOnlySpan<byte> frame, int arrived)
        {
            Length += HttpChunk.Write(_bytes.AsSpan(Length), frame);
            _frames.Add((id, Length, arrived));
        }

        public ReadOnlyMemory<byte> Slice(long from, long to) => _bytes.AsMemory((int)(from - Start), (int)(to - from));

        /// <summary>The first frame whose event comes after <paramref name="position"/>, and where it ends.</summary>
        public (EventId Id, int End) FrameAfter(EventId position)
        {
            var (id, end, _) = After(position);
            return (id, end);
        }

        /// <summary>When that event arrived.</summary>
        public int ArrivalAfter(EventId position) => After(position).Arrived;

        public bool TryFind(EventId id, ref long offset)
        {
            int index = (int)(id.Seq - _frames[0].Id.Seq); // seq has no holes
            if (index < 0)
            {
                return true; // before this segment's first event: the cursor was the last event of the previous segment
            }

            offset = Start + _frames[index].End;
            return _frames[index].Id == id;
        }

        private (EventId Id, int End, int Arrived) After(EventId position) =>
            _frames[(int)Math.Max(0, position.Seq + 1 - _frames[0].Id.Seq)]; // seq has no holes
    }
}

/// <summary>Contiguous frames of a segment.</summary>
/// <param name="Chunks">As HTTP/1.1 sends them.</param>
internal readonly record struct FrameRun(ReadOnlyMemory<byte> Chunks)
{
    /// <summary>Writes the frames alone, for outputs that frame the body themselves.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        for (var chunks = Chunks.Span; !chunks.IsEmpty;)
        {
            output.Write(HttpChunk.Read(ref chunks));
        }
    }
}
