using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client.Agents;

/// <summary>
/// What a reader has to add to its texts, event by event. A text that a lost worker left half-done is void in the log, but its reader has it: the reader
/// gets nothing until the next worker has written as much, then what follows, or the whole text anew when it is a different one. Not thread-safe.
/// </summary>
/// <param name="settled">Whether a text waits until no step runs.</param>
internal sealed class JobTexts(Guid jobId, bool settled)
{
    private readonly OrderedDictionary<string, SaidText> _said = [];
    private SnapshotReducer _log = new(jobId);

    /// <summary>The job has ended, and all its events are known.</summary>
    public bool IsEnded => _log.Scalars.EndedAt is not null;

    public DateTimeOffset? UpdatedAt => _log.Scalars.UpdatedAt;

    /// <summary>The place behind all that <see cref="News"/> has handed out.</summary>
    public JobPlace Place
    {
        get
        {
            List<SaidText> other = [.. _said.Values.Where(text => text.Length != _log.LengthOf(text.Target) || text.Version > 0 || text.Hash is not null)];
            return new JobPlace(jobId, _log.LastEventId, other.Count == 0 ? null : other);
        }
    }

    public static string MessageIdOf(Guid jobId, string target, int version = 0) => $"{jobId:D}:{target}{(version == 0 ? "" : $":{version}")}";

    public JobSnapshot ToSnapshot() => _log.ToSnapshot();

    /// <summary>Continues from a place, whose state is the snapshot.</summary>
    public void Restore(JobSnapshot state, JobPlace place)
    {
        _log = new SnapshotReducer(state);
        foreach (var text in state.Texts)
        {
            _said[text.Target] = new SaidText(text.Target, text.Text.Length);
        }

        foreach (var text in place.Texts ?? [])
        {
            _said[text.Target] = text;
        }
    }

    public void Apply(JobUpdate update)
    {
        switch (update)
        {
            case JobReset reset:
                NoteHashes();
                _log = new SnapshotReducer(reset.Snapshot);
                foreach (var text in reset.Snapshot.Texts)
                {
                    _said.TryAdd(text.Target, new SaidText(text.Target, 0));
                }

                break;
            case JobLogEvent { Event: var e, Payload: var payload }:
                if (payload is AttemptResetEvent)
                {
                    NoteHashes();
                }

                _log.Apply(e, payload);
                if (payload is TokenEvent token)
                {
                    _said.TryAdd(token.Target, new SaidText(token.Target, 0));
                }

                break;
        }
    }

    /// <summary>The pieces that follow from the events so far. A piece counts as handed out when the enumeration reaches it.</summary>
    public IEnumerable<TextPiece> News()
    {
        if (settled && !IsEnded && _log.IsStepRunning)
        {
            yield break;
        }

        for (int i = 0; i < _said.Count; i++)
        {
            var text = _said.GetAt(i).Value;
            int length = _log.LengthOf(text.Target);
            string? retracted = null;
            if (text.Hash is not null)
            {
                if (length < text.Length && !IsEnded)
                {
                    continue; // the next worker has not written as much yet
                }

                if (length >= text.Length && HashOf(text.Target, text.Length) == text.Hash)
                {
                    text = text with { Hash = null };
                }
                else
                {
                    retracted = MessageIdOf(jobId, text.Target, text.Version);
                    text = new SaidText(text.Target, 0, text.Version + 1);
                }

                _said.SetAt(i, text);
            }

            if (length > text.Length || retracted is not null)
            {
                _said.SetAt(i, text with { Length = length });
                yield return new TextPiece(
                    MessageIdOf(jobId, text.Target, text.Version), length == 0 ? "" : _log.TextOf(text.Target, text.Length, length), retracted);
            }
        }
    }

    /// <summary>Notes what was handed out, before the log loses it.</summary>
    private void NoteHashes()
    {
        for (int i = 0; i < _said.Count; i++)
        {
            var text = _said.GetAt(i).Value;
            if (text is { Length: > 0, Hash: null })
            {
                _said.SetAt(i, text with { Hash = HashOf(text.Target, text.Length) });
            }
        }
    }

    private string HashOf(string target, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(_log.TextOf(target, 0, length).AsSpan())));
}

/// <summary>A piece to add to a message.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Text">The text to add.</param>
/// <param name="Retracts">The message that this one replaces.</param>
internal sealed record TextPiece(string MessageId, string Text, string? Retracts);
