using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>A hash for each request: job id to <c>started left served</c>, as in <c>1795939200000 1-10 0</c>; times in milliseconds since 1970.</summary>
internal sealed class RedisJobStarts(RedisCommands redis, RedisKeys keys, IOptions<StreamingOptions> options) : IJobStarts
{
    public async Task NoteAsync(JobOwner? owner, string fingerprint, NotedStart start, CancellationToken cancellationToken)
    {
        var key = keys.Starts(owner, fingerprint);
        long served = start.ServedAt?.ToUnixTimeMilliseconds() ?? 0;
        string note = string.Create(CultureInfo.InvariantCulture, $"{start.StartedAt.ToUnixTimeMilliseconds()} {start.Left} {served}");
        bool added = await redis.CallAsync(
            async db =>
            {
                var transaction = db.CreateTransaction(); // the key never stays without an end
                var set = transaction.HashSetAsync(key, start.JobId.ToString("D"), note);
                var expire = transaction.KeyExpireAsync(key, options.Value.Retention);
                await transaction.ExecuteAsync();
                await expire;
                return await set;
            },
            cancellationToken);
        if (added && await ReadAsync(key, cancellationToken) is { Count: > IJobStarts.Most } all)
        {
            RedisValue[] oldest = [.. all.Skip(IJobStarts.Most).Select(old => (RedisValue)old.JobId.ToString("D"))];
            await redis.CallAsync(db => db.HashDeleteAsync(key, oldest), cancellationToken);
        }
    }

    public async Task<IReadOnlyList<NotedStart>> ListAsync(JobOwner? owner, string fingerprint, CancellationToken cancellationToken) =>
        await ReadAsync(keys.Starts(owner, fingerprint), cancellationToken);

    private async Task<List<NotedStart>> ReadAsync(RedisKey key, CancellationToken cancellationToken)
    {
        var notes = await redis.CallAsync(db => db.HashGetAllAsync(key), cancellationToken);
        return [.. notes.Select(note => Parse(Guid.Parse(note.Name.Text()), note.Value.Text())).OrderByDescending(start => start.StartedAt)];
    }

    private static NotedStart Parse(Guid jobId, string note)
    {
        string[] parts = note.Split(' ');
        return new NotedStart(
            jobId, Time(parts[0])!.Value, EventId.TryParse(parts[1], out var left) ? left : EventId.None, Time(parts[2]));
    }

    private static DateTimeOffset? Time(string milliseconds) =>
        long.Parse(milliseconds, CultureInfo.InvariantCulture) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
