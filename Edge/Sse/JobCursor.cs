using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// A watcher's place in one job. Live and replay are the same path: frames come from the job's shared window; events before it
/// are read from the log until the place is in the window.
/// </summary>
internal sealed class JobCursor(JobStream stream, EventId start, JobStreamHub hub, int resetAfterEvents)
{
    private const int MostPageEvents = 500;
    private const long PageBytes = 32 * 1024;

    /// <summary>More bytes than a live watcher is behind in a burst.</summary>
    private const long FarBehind = 256 * 1024;

    private EventId _position = start;
    private FrameLog.View _view = stream.Frames.Current;
    private bool _inWindow;
    private bool _fellOut;
    private long _offset;
    private int _pageEvents = 1; // their size is known after the first

    public JobStream Stream => stream;

    /// <summary>The last event that was taken.</summary>
    public EventId Position => _position;

    /// <summary>The first event that was taken; none while there is none.</summary>
    public EventId First { get; private set; }

    /// <summary>The watcher is far behind: it reads history, not live events.</summary>
    public bool IsFarBehind => !_inWindow || _view.End - _offset > FarBehind;

    /// <summary>Why the place is lost: the watcher was too slow, not because the log lost its event.</summary>
    public bool IsTooFarBehind => _fellOut && !stream.Broken;

    /// <summary>Events to take, after <see cref="CursorState.Page"/>.</summary>
    public IReadOnlyList<JobEvent> Page { get; private set; } = [];

    /// <summary>Looks for frames to take. The watcher's wake-up must be cleared before.</summary>
    public async ValueTask<CursorState> LookAsync(CancellationToken cancellationToken)
    {
        bool ended = stream.Ended; // before the view: then the view is the last one
        _view = stream.Frames.Current;
        if (_inWindow && _offset < _view.Start)
        {
            (_inWindow, _fellOut) = (false, true);
        }

        if (!_inWindow && stream.Frames.Find(_position, out _offset) is { } found)
        {
            (_inWindow, _view) = (true, found); // the place is valid in this view only
        }

        if (!_inWindow)
        {
            return stream.Broken || (_fellOut && _view.Last.Seq - _position.Seq > resetAfterEvents)
                ? CursorState.Lost
                : await ReadPageAsync(cancellationToken);
        }

        if (_offset < _view.End)
        {
            return CursorState.Frames;
        }

        NoteFirst();
        _position = _view.Last;
        return ended ? CursorState.Ended : stream.Broken ? CursorState.Lost : CursorState.Waiting;
    }

    /// <summary>Takes frames as they are, after <see cref="CursorState.Frames"/>: all that lie side by side.</summary>
    public FrameRun TakeFrames()
    {
        NoteFirst();
        return _view.Take(ref _offset, ref _position);
    }

    /// <summary>Takes one frame, after <see cref="CursorState.Frames"/>; empty for an event that has none in the dialect.</summary>
    public ReadOnlySpan<byte> TakeFrame()
    {
        NoteFirst();
        return _view.Next(ref _offset, ref _position);
    }

    /// <summary>Whether there is another frame to take without looking again.</summary>
    public bool HasFrame => _offset < _view.End;

    /// <summary>Takes an event of the page.</summary>
    public void Take(JobEvent e)
    {
        First = First.IsNone ? e.Id : First;
        _position = e.Id;
    }

    private void NoteFirst()
    {
        if (First.IsNone && _view.Last.Seq > _position.Seq)
        {
            First = _view.After(_position);
        }
    }

    private async ValueTask<CursorState> ReadPageAsync(CancellationToken cancellationToken)
    {
        try
        {
            Page = await hub.Pages.ReadAsync(stream.JobId, _position, _pageEvents, cancellationToken);
            // A slow watcher holds its page for a long time, so a page has few events when they are large.
            long bytes = Page.Sum(e => (long)e.Data.Length);
            _pageEvents = (int)Math.Clamp(_pageEvents * PageBytes / Math.Max(bytes, 1), 1, Math.Min(MostPageEvents, 4L * _pageEvents));
            return Page.Count > 0 ? CursorState.Page : CursorState.Waiting;
        }
        catch (StoreUnavailableException)
        {
            return CursorState.Waiting; // the window's own tail reads the events as soon as the store is back, and wakes the watcher
        }
        catch (CursorNotFoundException)
        {
            return CursorState.Lost;
        }
    }
}

internal enum CursorState
{
    /// <summary>There are frames in the window.</summary>
    Frames,

    /// <summary>There are events that lie before the window.</summary>
    Page,

    /// <summary>There is nothing yet.</summary>
    Waiting,

    /// <summary>All of the job is taken.</summary>
    Ended,

    /// <summary>The place is not in the log any more, or too far behind: only a snapshot helps.</summary>
    Lost,
}
