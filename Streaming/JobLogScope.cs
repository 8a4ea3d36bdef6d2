using System.Collections;
using System.Globalization;

namespace AspireStreaming.Streaming;

/// <summary>A logging scope: <c>job.id</c> or <c>job.attempt</c> or both for each line that is logged within it.</summary>
/// <param name="jobId">The job; null when a scope around this one has it.</param>
/// <param name="attempt">The attempt; null when it is not known.</param>
public sealed class JobLogScope(Guid? jobId, int? attempt) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values =
    [
        .. jobId is { } id ? [new KeyValuePair<string, object?>(TraceNames.JobId, id.ToString("D"))] : Array.Empty<KeyValuePair<string, object?>>(),
        .. attempt is { } number ? [new KeyValuePair<string, object?>(TraceNames.JobAttempt, number)] : Array.Empty<KeyValuePair<string, object?>>(),
    ];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', _values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}:{v.Value}")));
}
