using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming.Serialization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Stores each job as a hash, in the same slot as its log, so that one script changes both.</summary>
internal sealed class RedisJobStore(RedisCommands redis, RedisKeys keys, RedisSeal seal, RedisReplicas replicas, RedisActiveJobs active, RedisListings listings, IOptions<StreamingOptions> options) : IJobStore
{
    private static readonly RedisValue[] RecordFields =
        ["pipeline", "status", "attempt", "seq", "last", "created", "started", "ended", "cancel", "retry_of", "traceparent", "subject", "tenant", "revoked", "title"];

    public async Task<bool> CreateAsync(NewJob job, CancellationToken cancellationToken)
    {
        // The job is marked active first: if this process ends before it queues the job, the sweep finds and queues it.
        await active.MarkAsync(job.JobId, cancellationToken);

        var last = job.First[^1].Id;
        var fields = new List<RedisValue>
        {
            "pipeline", job.Pipeline,
            "status", JobStatus.Queued.Name(),
            "attempt", 0,
            "seq", last.Seq,
            "last", last.Attempt,
            "digest", job.Digest,
            "crashes", 0,
            "created", RedisReplies.Milliseconds(job.CreatedAt),
        };
        if (job.Traceparent is not null)
        {
            fields.AddRange(["traceparent", job.Traceparent]);
        }

        if (job.RetryOf is not null)
        {
            fields.AddRange(["retry_of", job.RetryOf.Value.ToString("D")]);
        }

        if (job.Title is { } title)
        {
            fields.AddRange(["title", seal.Seal(job.JobId, Encoding.UTF8.GetBytes(title))]); // content, unlike the other fields
        }

        if (job.Owner is { } owner)
        {
            fields.AddRange(["subject", owner.Subject]);
            if (owner.Tenant is not null)
            {
                fields.AddRange(["tenant", owner.Tenant]);
            }
        }

        var values = new List<RedisValue> { job.Nonce.ToString("N"), redis.PublishCommand, keys.Live(job.JobId), fields.Count / 2 };
        values.AddRange(fields);
        values.AddRange([job.First[^1].Traceparent ?? "", job.First.Count]);
        foreach (var e in job.First)
        {
            var (scope, data) = seal.Seal(job.JobId, e);
            values.AddRange([e.Id.ToString(), e.Type, data, scope]);
        }

        values.Add(job.Checkpoints.Count);
        foreach (var checkpoint in job.Checkpoints)
        {
            var (scope, data) = seal.Seal(job.JobId, checkpoint);
            values.AddRange([scope, data]);
        }

        bool hasClient = !job.Input.Client.IsEmpty;
        values.Add(1 + (2 * job.Input.Files.Count) + (job.Input.Language is null ? 0 : 1) + (hasClient ? 1 : 0) + (job.Input.Pace is null ? 0 : 1));
        values.AddRange(["request", seal.Seal(job.JobId, job.Input.Request)]);
        if (hasClient)
        {
            values.AddRange(["client", seal.Seal(job.JobId, job.Input.Client)]);
        }

        for (int i = 0; i < job.Input.Files.Count; i++)
        {
            var file = job.Input.Files[i];
            var meta = new StoredFile(file.Field, file.Name, file.ContentType);
            values.AddRange([
                $"file:{i}", seal.Seal(job.JobId, JsonSerializer.SerializeToUtf8Bytes(meta, StoreJson.Default.StoredFile)),
                $"content:{i}", seal.Seal(job.JobId, file.Content)]);
        }

        if (job.Input.Language is { } language)
        {
            values.AddRange(["language", seal.Seal(job.JobId, Encoding.UTF8.GetBytes(language))]);
        }

        if (job.Input.Pace is { } pace)
        {
            values.AddRange(["pace", seal.Seal(job.JobId, Encoding.UTF8.GetBytes(pace.ToString(CultureInfo.InvariantCulture)))]);
        }

        var reply = await redis.ScriptAsync(
            RedisScript.Create, [keys.Job(job.JobId), keys.Events(job.JobId), keys.Input(job.JobId)], [.. values], cancellationToken);
        if (reply.IsNull)
        {
            return false;
        }

        await replicas.HaveAsync(keys.Job(job.JobId), cancellationToken);
        // If this process ends here, the sweep lists the job.
        // It is listed with the time of the first try: a page of the listing ends with that time, and the next page begins with it.
        await listings.AddAsync(job.JobId, job.Owner, (double)reply, cancellationToken);
        return true;
    }

    public async Task<JobRecord?> GetAsync(Guid jobId, CancellationToken cancellationToken) =>
        Record(jobId, await redis.CallAsync(db => db.HashGetAsync(keys.Job(jobId), RecordFields), cancellationToken));

    public async Task<JobInput?> GetInputAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var entries = await redis.CallAsync(db => db.HashGetAllAsync(keys.Input(jobId)), cancellationToken);
        if (entries.Length == 0)
        {
            return null;
        }

        var fields = entries.ToDictionary(e => e.Name.Text(), e => seal.Open(jobId, e.Value.Bytes()));
        var files = new List<InputFile>();
        for (int i = 0; fields.TryGetValue($"file:{i}", out byte[]? meta); i++)
        {
            var file = JsonSerializer.Deserialize(meta, StoreJson.Default.StoredFile)!;
            files.Add(new InputFile(file.Field, file.Name, file.ContentType, fields[$"content:{i}"]));
        }

        return new JobInput(
            fields["request"], files, fields.TryGetValue("language", out byte[]? language) ? Encoding.UTF8.GetString(language) : null, fields.GetValueOrDefault("client"),
            fields.TryGetValue("pace", out byte[]? pace) ? int.Parse(pace, CultureInfo.InvariantCulture) : null);
    }

    public Task<JobPage> ListAsync(JobPageCursor? before, int limit, CancellationToken cancellationToken) =>
        ListAsync(keys.Recent, before, limit, cancellationToken);

    public Task<JobPage> ListAsync(JobOwner owner, JobPageCursor? before, int limit, CancellationToken cancellationToken) =>
        ListAsync(keys.RecentOf(owner.Hash), before, limit, cancellationToken);

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetCheckpointsAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var entries = await redis.CallAsync(db => db.HashGetAllAsync(keys.Job(jobId)), cancellationToken);
        return entries
            .Where(e => e.Name.Text().StartsWith("cp:", StringComparison.Ordinal))
            .Select(e => seal.OpenCheckpoint(jobId, e.Name.Text()[3..], e.Value.Bytes()))
            .ToDictionary(checkpoint => checkpoint.Scope, checkpoint => (ReadOnlyMemory<byte>)checkpoint.Data);
    }

    public async Task<AttemptStart?> BeginAttemptAsync(Guid jobId, JobStatus? ifStatus, int? ifAttempt, CancellationToken cancellationToken)
    {
        var result = await redis.ScriptAsync(
            RedisScript.Begin,
            [keys.Job(jobId)],
            [ifStatus?.Name() ?? "", ifAttempt?.ToString(CultureInfo.InvariantCulture) ?? ""],
            cancellationToken);
        if (result.IsNull)
        {
            return null;
        }

        var reply = (RedisValue[])result!;
        return new AttemptStart(
            jobId,
            reply[0].Text(),
            (int)reply[1],
            (long)reply[2],
            reply[3].Bytes(),
            (int)reply[4],
            reply[5] == "1",
            (string?)reply[6] is { Length: > 0 } cancel ? cancel : null,
            (string?)reply[7] is { Length: > 0 } traceparent ? traceparent : null,
            reply[8].Time(),
            (string?)reply[9] is { Length: > 0 } last ? last : null,
            RedisReplies.Owner(reply[10], reply[11]));
    }

    public async Task NoteAttemptSpanAsync(Guid jobId, int attempt, string traceparent, CancellationToken cancellationToken) =>
        await redis.ScriptAsync(RedisScript.NoteSpan, [keys.Job(jobId)], [attempt, traceparent], cancellationToken);

    public async Task<int?> RevokeAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var reply = await redis.ScriptAsync(RedisScript.Revoke, [keys.Job(jobId)], [], cancellationToken);
        return reply.IsNull ? null : (int)reply;
    }

    public async Task<bool> DeleteAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var reply = await redis.ScriptAsync(
            RedisScript.Delete,
            [keys.Job(jobId), keys.Events(jobId), keys.Input(jobId)],
            [(long)options.Value.Retention.TotalMilliseconds],
            cancellationToken);
        if ((long)reply == 0)
        {
            return false;
        }

        await listings.RemoveAsync([jobId.ToString("D")], cancellationToken);
        return true;
    }

    public async Task<IdempotentStart> BindKeyAsync(JobOwner? owner, string key, IdempotentStart wanted, CancellationToken cancellationToken)
    {
        var redisKey = keys.Idempotency(owner, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        string value = $"{wanted.JobId:D} {wanted.Fingerprint}";
        while (true)
        {
            if (await redis.CallAsync(db => db.StringSetAsync(redisKey, value, options.Value.Retention, When.NotExists), cancellationToken))
            {
                return wanted;
            }

            string? bound = await redis.CallAsync(db => db.StringGetAsync(redisKey), cancellationToken);
            if (bound is not null) // null: the key expired between the two calls
            {
                return new IdempotentStart(Guid.Parse(bound.AsSpan(0, 36)), bound[37..]);
            }
        }
    }

    private async Task<JobPage> ListAsync(RedisKey listing, JobPageCursor? before, int limit, CancellationToken cancellationToken)
    {
        double from = before?.CreatedAt.ToUnixTimeMilliseconds() ?? double.PositiveInfinity;
        string? skipTo = before?.JobId.ToString("D");
        var jobs = new List<JobRecord>();
        for (long offset = 0; jobs.Count <= limit;)
        {
            var entries = await redis.CallAsync(
                db => db.SortedSetRangeByScoreWithScoresAsync(
                    listing, double.NegativeInfinity, from, order: Order.Descending, skip: offset, take: limit + 1),
                cancellationToken);
            // Jobs of the same millisecond come in descending order of their id.
            var ids = entries
                .Where(e => skipTo is null || e.Score < from || string.CompareOrdinal(e.Element.Text(), skipTo) < 0)
                .Select(e => Guid.Parse(e.Element.Text()))
                .ToList();
            var records = await Task.WhenAll(ids.Select(async id => (Id: id, Record: await GetAsync(id, cancellationToken))));
            var expired = records.Where(r => r.Record is null).Select(r => (RedisValue)r.Id.ToString("D")).ToArray();
            await listings.RemoveAsync(expired, cancellationToken);
            jobs.AddRange(records.Where(r => r.Record is not null).Select(r => r.Record!));
            offset += entries.Length - expired.Length;
            if (entries.Length <= limit)
            {
                break;
            }
        }

        bool more = jobs.Count > limit;
        var page = more ? jobs[..limit] : jobs;
        return new JobPage(page, more ? new JobPageCursor(page[^1].CreatedAt, page[^1].JobId) : null);
    }

    private JobRecord? Record(Guid jobId, RedisValue[] f) => f[0].IsNull || !JobStatuses.TryParse(f[1], out var status)
        ? null
        : new JobRecord(
            jobId,
            f[0].Text(),
            status,
            (int)f[2],
            (long)f[3],
            (int)f[4],
            f[5].Time(),
            f[6].IsNull ? null : f[6].Time(),
            f[7].IsNull ? null : f[7].Time(),
            !f[8].IsNull,
            f[9].IsNull ? null : Guid.Parse(f[9].Text()),
            f[10],
            RedisReplies.Owner(f[11], f[12]),
            f[13].IsNull ? 0 : (int)f[13],
            f[14].IsNull ? null : Encoding.UTF8.GetString(seal.Open(jobId, f[14].Bytes())));
}
