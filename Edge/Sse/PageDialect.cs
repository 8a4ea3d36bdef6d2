using System.Buffers;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Sse;

/// <summary>The dialect of a reader of pages. When its frames depend on the events before a page, it is given these events first.</summary>
internal sealed class PageDialect(Guid jobId, IDialect dialect, PageReads pages)
{
    private const int PageEvents = 500;

    private readonly bool _dependsOnLog = !ReferenceEquals(dialect, dialect.ForLog());
    private IDialect _current = dialect.ForLog();

    /// <summary>The last event that the dialect was given.</summary>
    public EventId Position { get; set; }

    /// <summary>The dialect, ready for the event after a position.</summary>
    /// <exception cref="CursorNotFoundException">The position is not in the log.</exception>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async ValueTask<IDialect> AtAsync(EventId position, CancellationToken cancellationToken)
    {
        if (!_dependsOnLog || Position == position)
        {
            return _current;
        }

        if (Position > position)
        {
            (_current, Position) = (dialect.ForLog(), EventId.None);
        }

        var written = new ArrayBufferWriter<byte>();
        while (Position.Seq < position.Seq)
        {
            var page = await pages.ReadAsync(jobId, Position, PageEvents, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            foreach (var e in page.TakeWhile(e => e.Id.Seq <= position.Seq))
            {
                written.ResetWrittenCount();
                _current.Write(e, written);
                Position = e.Id;
            }
        }

        return Position == position ? _current : throw new CursorNotFoundException(jobId, position);
    }
}
