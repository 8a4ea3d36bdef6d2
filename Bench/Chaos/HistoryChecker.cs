using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Compares what a watcher saw with the log: the same events, in order, each once, byte for byte, to the end.</summary>
internal static class HistoryChecker
{
    /// <param name="deleted">The job was deleted while it was watched: a watcher may have been told so before it saw the end.</param>
    /// <param name="mayLose">Redis may lose events that watchers have seen: then each watcher must be told so, before anything else comes.</param>
    /// <returns>The violations.</returns>
    public static IEnumerable<string> Check(IReadOnlyList<JobEvent> log, WatchHistory history, bool deleted, bool mayLose = false)
    {
        var violations = new List<string>(history.Faults);
        var last = history.Start;
        EventId? lost = null; // the first one that was seen and is not in the log, until the watcher is told
        foreach (var sight in history.Sights)
        {
            // Also where all that was lost was written again by the same attempt: then it is in the log.
            bool toldOfLoss = mayLose && sight.Kind == SightKind.Reset && sight.Id.Seq < (lost ?? last).Seq;
            bool follows = sight.Kind switch { SightKind.Event => sight.Id.Seq == last.Seq + 1, SightKind.Snapshot => last.IsNone, _ => false };
            if (mayLose && follows && !IsInLog(log, sight.Id))
            {
                lost ??= sight.Id;
                last = sight.Id;
                continue;
            }

            violations.AddRange(sight.Kind switch
            {
                SightKind.Event => Event(log, last, sight),
                SightKind.Snapshot when last.IsNone => State(log, sight),
                SightKind.Snapshot => [$"a snapshot came in the middle, after {last}"],
                _ when toldOfLoss => State(log, sight),
                _ when deleted => [],
                _ => [$"a reset to {sight.Id} was announced after {last}, and nothing was lost"],
            });
            lost = toldOfLoss ? null : lost;
            last = sight.Id;
        }

        if (lost is { } untold && !history.Gone) // a page after a cursor that was lost is refused
        {
            violations.Add($"{untold} is not in the log, and it was not told so");
        }

        if (!history.Ended && !((deleted || lost is not null) && history.Gone))
        {
            violations.Add(history.Gone
                ? $"it was told after {last} that there is no such job"
                : $"it never saw the end: the last was {last}, over {history.Connections} connections");
        }
        else if (history.Ended && last.Seq != log.Count)
        {
            violations.Add($"it was told that all is over after {last}, and the log goes on to {log[^1].Id}");
        }

        return violations.Select(v => $"watcher {history.Watcher}: {v}");
    }

    /// <summary>The events that a watcher saw and that Redis lost.</summary>
    public static IEnumerable<EventId> Lost(IReadOnlyList<JobEvent> log, WatchHistory history) =>
        history.Sights.Where(sight => sight.Kind == SightKind.Event && !IsInLog(log, sight.Id)).Select(sight => sight.Id);

    private static bool IsInLog(IReadOnlyList<JobEvent> log, EventId id) =>
        id.IsNone || (id.Seq >= 1 && id.Seq <= log.Count && log[(int)id.Seq - 1].Id == id);

    private static IEnumerable<string> Event(IReadOnlyList<JobEvent> log, EventId last, Sight sight)
    {
        if (sight.Id.Seq != last.Seq + 1)
        {
            string what = sight.Id.Seq > last.Seq ? "a hole" : "a double";
            yield return $"{what}: after {last} came {sight.Id}";
        }

        if (sight.Id.Seq < 1 || sight.Id.Seq > log.Count)
        {
            yield return $"{sight.Id} is not in the log";
            yield break;
        }

        var expected = log[(int)sight.Id.Seq - 1];
        if (sight.Id != expected.Id || sight.Name != expected.Type)
        {
            yield return $"{sight.Id} {sight.Name} came where the log has {expected.Id} {expected.Type}";
        }
        else if (!expected.Data.Span.SequenceEqual(sight.Data))
        {
            yield return $"{sight.Id} came as {Encoding.UTF8.GetString(sight.Data)}, and the log has {Encoding.UTF8.GetString(expected.Data.Span)}";
        }
    }

    /// <summary>The snapshot's digest proves that it is the fold of exactly the events up to its cursor.</summary>
    private static IEnumerable<string> State(IReadOnlyList<JobEvent> log, Sight sight)
    {
        if (!IsInLog(log, sight.Id))
        {
            yield return $"the snapshot's cursor {sight.Id} is not in the log";
            yield break;
        }

        var snapshot = JsonSerializer.Deserialize<JsonElement>(sight.Data);
        string digest = Convert.ToHexStringLower(LogChecker.DigestOf(log.Take((int)sight.Id.Seq)));
        if (snapshot.GetProperty("digest").GetString() != digest || snapshot.GetProperty("last_event_id").GetString() != sight.Id.ToString())
        {
            yield return $"the snapshot at {sight.Id} is not the state after that event";
        }
    }
}
