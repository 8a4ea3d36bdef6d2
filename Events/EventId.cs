using System.Globalization;

namespace AspireStreaming.Streaming;

/// <summary>
/// The id of an event. The same text is the Redis stream entry id, the SSE <c>id:</c> and the snapshot cursor.
/// Written <c>2-43</c>: attempt 2, the 43rd event of the job.
/// </summary>
/// <param name="Attempt">The attempt that wrote the event: 0 while queued, then grows with every claim. 0 or more.</param>
/// <param name="Seq">The place in the log: starts at 1 and has no holes, also across attempts.</param>
public readonly record struct EventId(int Attempt, long Seq) : IComparable<EventId>
{
    /// <summary>The cursor before the first event, written <c>0-0</c>.</summary>
    public static readonly EventId None;

    public bool IsNone => Seq == 0;

    public int CompareTo(EventId other) =>
        Attempt != other.Attempt ? Attempt.CompareTo(other.Attempt) : Seq.CompareTo(other.Seq);

    public static bool operator <(EventId left, EventId right) => left.CompareTo(right) < 0;
    public static bool operator >(EventId left, EventId right) => left.CompareTo(right) > 0;
    public static bool operator <=(EventId left, EventId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(EventId left, EventId right) => left.CompareTo(right) >= 0;

    /// <summary>Accepts <c>attempt-seq</c> in ASCII digits only: no sign, no white space, at most 32 characters.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EventId id)
    {
        id = None;
        if (text.Length > 32 || text.ContainsAnyExceptInRange('-', '9')) // the number parser accepts NUL at the end
        {
            return false;
        }

        int dash = text.IndexOf('-');
        if (dash < 0
            || !int.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long seq))
        {
            return false;
        }

        id = new EventId(attempt, seq);
        return true;
    }

    public static EventId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an event id such as '2-43'.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}-{Seq}");
}
