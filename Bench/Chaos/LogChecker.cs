using System.Security.Cryptography;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Chaos;

/// <summary>Checks the log of a job that has ended, and the stored fields of that job.</summary>
internal static class LogChecker
{
    /// <param name="work">What the job should have hashed, or null for a job of another pipeline.</param>
    /// <param name="mayBeCanceled">A client asked to cancel the job.</param>
    /// <returns>The violations.</returns>
    public static IEnumerable<string> Check(StoredJob job, WorkProfile? work, bool mayBeCanceled)
    {
        if (job.Log.Count == 0)
        {
            return ["it has no log"];
        }

        return [.. Ids(job), .. Envelopes(job), .. End(job, mayBeCanceled), .. Results(job), .. Outcome(job, work), .. Record(job)];
    }

    /// <summary>The digest over the first events of a log, by its definition: <c>d(n) = SHA256(d(n-1) ‖ payload(n))</c>.</summary>
    public static byte[] DigestOf(IEnumerable<JobEvent> log) =>
        log.Aggregate(Array.Empty<byte>(), (digest, e) => SHA256.HashData([.. digest, .. e.Data.Span]));

    private static IEnumerable<string> Ids(StoredJob job)
    {
        for (int i = 0; i < job.Log.Count; i++)
        {
            var id = job.Log[i].Id;
            if (id.Seq != i + 1)
            {
                yield return $"event {i + 1} of the log has the id {id}";
            }

            if (i > 0 && id.Attempt < job.Log[i - 1].Id.Attempt)
            {
                yield return $"{id} comes after {job.Log[i - 1].Id}: an old attempt wrote behind a new one";
            }
        }
    }

    private static IEnumerable<string> Envelopes(StoredJob job)
    {
        foreach (var e in job.Log)
        {
            var json = Json(e);
            if (json.GetProperty("type").GetString() != e.Type
                || json.GetProperty("job_id").GetGuid() != job.Id
                || json.GetProperty("attempt").GetInt32() != e.Id.Attempt
                || json.GetProperty("seq").GetInt64() != e.Id.Seq)
            {
                yield return $"the payload of {e.Id} says that it is another event: {json}";
            }
        }
    }

    private static IEnumerable<string> End(StoredJob job, bool mayBeCanceled)
    {
        int ends = job.Log.Count(e => e.Type == EventTypes.Done);
        if (ends != 1 || job.Log[^1].Type != EventTypes.Done)
        {
            yield return $"{ends} events are done, and the last is {job.Log[^1].Type}";
            yield break;
        }

        var done = Json(job.Log[^1]);
        string? status = done.GetProperty("status").GetString();
        if (status != "completed" && !(mayBeCanceled && status == "canceled"))
        {
            yield return $"it ended as {status}: {Json(job.Log[^2])}";
        }

        string digest = Convert.ToHexStringLower(DigestOf(job.Log.SkipLast(1)));
        if (done.GetProperty("digest").GetString() != digest || done.GetProperty("event_count").GetInt64() != job.Log.Count)
        {
            yield return $"done says {done}, and there are {job.Log.Count} events of the digest {digest}";
        }
    }

    /// <summary>No result twice, unless an attempt_reset took the first one back in between; no finished item without its result.</summary>
    private static IEnumerable<string> Results(StoredJob job)
    {
        var standing = new Dictionary<string, JobEvent>();
        foreach (var e in job.Log)
        {
            if (e.Type == EventTypes.AttemptReset)
            {
                string[] restored = Keys(Json(e).GetProperty("restore"), result => result.GetProperty("key").GetString()!);
                foreach (string key in Keys(Json(e).GetProperty("drop"), key => key.GetString()!).Except(restored))
                {
                    if (!standing.Remove(key, out var old))
                    {
                        yield return $"{e.Id} takes back the result {key}, which is not there";
                    }
                    else if (old.Scope.Contains('/') && job.Checkpoints.Contains(old.Scope))
                    {
                        yield return $"{e.Id} takes back the result {key}, which is committed";
                    }
                }
            }
            else if (e.Type == EventTypes.Result)
            {
                string key = KeyOf(e);
                if (standing.TryGetValue(key, out var first))
                {
                    yield return $"the result {key} is there twice, {first.Id} and {e.Id}";
                }

                standing[key] = e;
            }
        }
    }

    /// <summary>For the pipeline whose outcome can be verified: every item once, each with a checkpoint and the right digest.</summary>
    private static IEnumerable<string> Outcome(StoredJob job, WorkProfile? work)
    {
        if (work is null)
        {
            yield break;
        }

        var results = job.Log.Where(e => e.Type == EventTypes.Result).ToLookup(KeyOf);
        bool completed = job.Fields.GetValueOrDefault("status") == "completed";
        foreach (var (key, digest) in work.Digests)
        {
            bool item = key != "seal";
            bool committed = job.Checkpoints.Contains(item ? $"hashing/{key}" : "sealing");
            int shown = results[key].Count();
            if (item && shown != (committed ? 1 : 0))
            {
                yield return $"the work on {key} is {(committed ? "" : "not ")}committed, and was shown {shown} times";
            }

            if (completed && (shown == 0 || !committed))
            {
                yield return $"the job is completed without {key}";
            }

            foreach (var e in results[key].Where(e => !Json(e).TryGetProperty("data", out var data) || data.GetProperty("digest").GetString() != digest))
            {
                yield return $"{e.Id} has the wrong digest for {key}";
            }
        }
    }

    private static IEnumerable<string> Record(StoredJob job)
    {
        string? status = job.Log[^1].Type == EventTypes.Done ? Json(job.Log[^1]).GetProperty("status").GetString() : null;
        var (stored, seq) = (job.Fields.GetValueOrDefault("status"), job.Fields.GetValueOrDefault("seq"));
        if (stored != status || seq != $"{job.Log.Count}" || job.Fields.GetValueOrDefault("last") != $"{job.Log[^1].Id.Attempt}")
        {
            yield return $"the store says {stored} after {seq} events, the log {status} after {job.Log.Count}";
        }

        if (!job.Digest.AsSpan().SequenceEqual(DigestOf(job.Log)))
        {
            yield return "the store's digest is not that of the log";
        }
    }

    private static string KeyOf(JobEvent result) => Json(result).TryGetProperty("key", out var key) ? key.GetString()! : "";

    private static string[] Keys(JsonElement sections, Func<JsonElement, string> key) =>
        sections.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array
            ? [.. results.EnumerateArray().Select(key)]
            : [];

    private static JsonElement Json(JobEvent e) => JsonSerializer.Deserialize<JsonElement>(e.Data.Span);
}
