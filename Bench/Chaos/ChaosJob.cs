using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Chaos;

/// <summary>One job of the plan, from its start to its end, with all its watchers.</summary>
/// <param name="redisPorts">Where the keys are now.</param>
/// <param name="started">All jobs so far.</param>
internal sealed class ChaosJob(
    JobPlan plan, ChaosApis apis, IReadOnlyDictionary<string, JsonElement> samples, Func<int[]> redisPorts, ConcurrentQueue<Guid> started)
{
    private readonly List<EventId> _seen = [];
    private readonly List<string> _faults = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobPlan Plan => plan;

    public Guid Id { get; private set; }

    /// <summary>The stored job at its deletion; null when the job was not deleted.</summary>
    public StoredJob? Deleted { get; private set; }

    public IReadOnlyList<WatchHistory> Histories { get; private set; } = [];

    /// <summary>Answers that no client should ever get.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Ends when every watcher has seen the end of the job, or that the job is gone.</summary>
    public async Task RunAsync(Stopwatch clock, CancellationToken cancellationToken)
    {
        var wait = plan.At - clock.Elapsed;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, cancellationToken);
        }

        await StartAsync(cancellationToken);
        Watcher[] watchers = [.. plan.Watchers.Select(w => new Watcher(w, this, apis))];
        try
        {
            await Task.WhenAll([.. watchers.Select(w => w.RunAsync(cancellationToken)), TurnAsync(cancellationToken)]);
        }
        finally
        {
            Histories = [.. watchers.Select(w => w.History)];
        }
    }

    /// <summary>A watcher has seen an event.</summary>
    public void Saw(EventId id, bool done)
    {
        lock (_seen)
        {
            _seen.Add(id);
        }

        if (done)
        {
            _done.TrySetResult();
        }
    }

    /// <summary>Jobs that were started at about the same time as this one, or later.</summary>
    public IEnumerable<Guid> SomeOthers(Random random) => started.Where(other => other != Id).TakeLast(random.Next(1, 5));

    /// <summary>Any of the events that a watcher has seen, as soon as there is one.</summary>
    public async Task<EventId> SomeSeenAsync(Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_seen)
            {
                if (_seen.Count > 0)
                {
                    return _seen[random.Next(_seen.Count)];
                }
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var random = new Random(plan.Seed);
        byte[] id = new byte[16];
        random.NextBytes(id);
        string key = $"chaos-{new Guid(id):N}";
        object request = plan.Work?.Request ?? samples[plan.Pipeline];
        if (plan.OwnId)
        {
            var members = JsonSerializer.SerializeToNode(request)!.AsObject();
            members["job_id"] = new Guid(SHA256.HashData(Encoding.ASCII.GetBytes(key)).AsSpan(0, 16));
            request = members;
        }

        var answers = await Task.WhenAll(Enumerable.Range(plan.Api, plan.Twice ? 2 : 1).Select(api =>
            apis.SendAsync(api, HttpMethod.Post, $"/api/jobs/{plan.Pipeline}", request, key, Fault, cancellationToken)));
        foreach (var (status, body) in answers)
        {
            if (status != HttpStatusCode.Accepted)
            {
                throw new InvalidOperationException($"A job of {plan.Pipeline} was answered with {(int)status}: {body}");
            }
        }

        Guid[] ids = [.. answers.Select(a => a.Body.GetProperty("job_id").GetGuid()).Distinct()];
        Id = ids[0];
        started.Enqueue(Id);
        if (ids.Length > 1)
        {
            Fault($"one Idempotency-Key started {string.Join(" and ", ids)}");
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (plan.Turn == JobTurn.None)
        {
            return;
        }

        await Task.Delay(plan.TurnAfter, cancellationToken);
        if (plan.Turn == JobTurn.Canceled)
        {
            var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(api =>
                apis.SendAsync(api, HttpMethod.Post, $"/api/jobs/{Id:D}/cancel", null, null, Fault, cancellationToken)));
            foreach (var (status, body) in both.Where(a => a.Status is not (HttpStatusCode.OK or HttpStatusCode.Accepted)))
            {
                Fault($"its cancel was answered with {(int)status}: {body}");
            }

            return;
        }

        await _done.Task.WaitAsync(cancellationToken);
        var whole = await ReadAsync(cancellationToken);
        var (deleted, answer) = await apis.SendAsync(plan.Api, HttpMethod.Delete, $"/api/jobs/{Id:D}", null, null, Fault, cancellationToken);
        if (deleted is not (HttpStatusCode.NoContent or HttpStatusCode.NotFound)) // not found: an earlier try deleted the job
        {
            Fault($"its deletion was answered with {(int)deleted}: {answer}");
        }

        Deleted = whole;
    }

    private async Task<StoredJob> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var redis = new RedisDirect(redisPorts());
                return await StoredJob.ReadAsync(redis, Id);
            }
            catch (IOException)
            {
                await Task.Delay(200, cancellationToken); // Redis is down at this moment
            }
        }
    }

    private void Fault(string what)
    {
        lock (_faults)
        {
            _faults.Add(what);
        }
    }
}
