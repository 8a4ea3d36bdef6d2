using System.Diagnostics.CodeAnalysis;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>
/// A place in a job's log, and the <see cref="LogDigest"/> up to it: as text <c>2-43:9f86d0…</c>. Another process can
/// continue from it and still verify the whole log at its end.
/// </summary>
public readonly struct JobCursor : IEquatable<JobCursor>
{
    private const int DigestBytes = 32;

    /// <summary>A place without a digest: at <c>done</c> the events are counted, but their bytes are not verified.</summary>
    public JobCursor(EventId id)
        : this(id, default)
    {
    }

    internal JobCursor(EventId id, ReadOnlyMemory<byte> digest) => (Id, Digest) = (id, digest);

    /// <summary>Before the first event.</summary>
    public static JobCursor Start => default;

    /// <summary>The last event that was seen.</summary>
    public EventId Id { get; }

    /// <summary>Whether the rest of the log can be verified.</summary>
    public bool HasDigest => Id.IsNone || Digest.Length == DigestBytes;

    internal ReadOnlyMemory<byte> Digest { get; }

    /// <summary>The place of a snapshot.</summary>
    /// <exception cref="FormatException">Its cursor or digest is invalid.</exception>
    public static JobCursor After(JobSnapshot snapshot) =>
        TryParse($"{snapshot.LastEventId}:{snapshot.Digest}", out var cursor)
            ? cursor
            : throw new FormatException($"'{snapshot.LastEventId}' and '{snapshot.Digest}' are no cursor and digest.");

    /// <summary>Accepts the text of <see cref="ToString"/>, or an event id alone.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobCursor cursor)
    {
        cursor = default;
        int colon = text?.IndexOf(':') ?? -1;
        if (!EventId.TryParse(colon < 0 ? text : text.AsSpan(0, colon), out var id))
        {
            return false;
        }

        string hex = colon < 0 ? "" : text![(colon + 1)..];
        if (hex.Length is not (0 or (2 * DigestBytes)) || !hex.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        cursor = new JobCursor(id, Convert.FromHexString(hex));
        return true;
    }

    /// <exception cref="FormatException">The text is not a cursor.</exception>
    public static JobCursor Parse(string text) =>
        TryParse(text, out var cursor) ? cursor : throw new FormatException($"'{text}' is not a cursor such as '2-43'.");

    /// <summary><c>2-43:</c> and the digest in lower-case hex, or <c>2-43</c> alone.</summary>
    public override string ToString() => Digest.IsEmpty ? Id.ToString() : $"{Id}:{LogDigest.Hex(Digest.Span)}";

    public bool Equals(JobCursor other) => Id == other.Id && Digest.Span.SequenceEqual(other.Digest.Span);

    public override bool Equals(object? obj) => obj is JobCursor other && Equals(other);

    public override int GetHashCode() => Id.GetHashCode();

    public static bool operator ==(JobCursor left, JobCursor right) => left.Equals(right);

    public static bool operator !=(JobCursor left, JobCursor right) => !left.Equals(right);
}
