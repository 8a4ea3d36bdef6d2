using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Support;

/// <summary>Random logs as workers write them, with few keys and many collisions, lost attempts and resets. A seed always gives the same log.</summary>
internal sealed class RandomLog(int seed)
{
    private static readonly string[] Scopes = ["", "one", "one/a", "one/b", "two", "two/a"];
    private readonly Random _random = new(seed);
    private readonly TestJob _job = new(new Guid(seed, 1, 2, new byte[8]));
    private readonly HashSet<string> _committed = [];

    public Guid JobId => _job.Id;
    public List<JobEvent> Events => _job.Log;

    public static RandomLog Create(int seed)
    {
        var log = new RandomLog(seed);
        log.Add("", new JobStatusEvent(JobStatus.Queued, Pipeline: "p", Steps: ["one", "two"]));
        for (int attempt = 1, attempts = 1 + log._random.Next(4); attempt <= attempts; attempt++)
        {
            log._job.Attempt = attempt;
            if (attempt > 1)
            {
                var (all, kept, voided) = log.Recover();
                log.Add("", all.ResetTo(kept, "worker_lost", voided));
            }

            log.Add("", new JobStatusEvent(JobStatus.Running, $"Attempt {attempt}"));
            for (int i = log._random.Next(60); i > 0; i--)
            {
                log.Step();
            }
        }

        return log;
    }

    /// <summary>The state with all events, the state without the events that a takeover now makes void, and the number of these.</summary>
    public (SnapshotReducer All, SnapshotReducer Kept, int Voided) Recover()
    {
        int lastReset = Events.FindLastIndex(e => e.Type == EventTypes.AttemptReset);
        var all = new SnapshotReducer(JobId);
        var kept = new SnapshotReducer(JobId);
        int voided = 0;
        for (int i = 0; i < Events.Count; i++)
        {
            all.Apply(Events[i]);
            if (i > lastReset && Events[i].Scope.Length > 0 && !_committed.Contains(Events[i].Scope))
            {
                kept.Skip(Events[i]);
                voided++;
            }
            else
            {
                kept.Apply(Events[i]);
            }
        }

        return (all, kept, voided);
    }

    private void Step()
    {
        string scope = Scopes[_random.Next(Scopes.Length)];
        if (_committed.Contains(scope) && scope.Length > 0)
        {
            return; // finished work is never run again
        }

        string key = $"k{_random.Next(4)}";
        Add(scope, _random.Next(11) switch
        {
            0 => new StepProgressEvent(_random.Next(2) == 0 ? "one" : key, (StepStatus)_random.Next(1, 6), _random.Next(101), _random.Next(5), 5, _random.NextDouble()),
            1 => new InsightEmittedEvent(key, "c", (Importance)_random.Next(3), Text(), "one"),
            2 => new MetricUpdateEvent(key, _random.NextDouble() * 1e6),
            3 => new ValidationUpdateEvent(key, "L", (ValidationStatus)_random.Next(4), Text()),
            4 => new DiffChunkEvent(
                key, "s", Text(), Text(), "x", (DiffOp)_random.Next(3), _random.Next(2) == 0 ? null : new DiffEvidence(Text(), null)),
            5 => new ResultEvent(key, JsonSerializer.SerializeToElement(new[] { _random.Next(100) })),
            6 => new TimelineEvent(key, "AGENT_START", Text(), "SUCCESS"),
            7 => new JobErrorEvent("e", Text()),
            _ => Token(scope),
        });
        if (_random.Next(8) == 0 && scope.Length > 0)
        {
            _committed.Add(scope);
        }
    }

    /// <summary>Each unit of work writes a text of its own, and may repeat what it wrote.</summary>
    private TokenEvent Token(string scope)
    {
        string target = $"text of {scope}";
        string known = SnapshotReducer.Fold(JobId, Events).Texts.FirstOrDefault(t => t.Target == target)?.Text ?? "";
        int offset = _random.Next(3) == 0 ? _random.Next(known.Length + 1) : known.Length;
        return new TokenEvent(target, known[offset..] + Text(), offset);
    }

    private string Text() => new([.. Enumerable.Range(0, _random.Next(6)).Select(_ => (char)('a' + _random.Next(26)))]);

    private void Add(string scope, EventPayload payload) => _job.Confirm(_job.Next([payload], scope: scope));
}
