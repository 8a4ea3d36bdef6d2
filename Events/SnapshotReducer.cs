using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>
/// Folds a log into a <see cref="JobSnapshot"/>, one event after the other. <c>Api/wwwroot/sdk/reducer.js</c> does the
/// same; the vectors in <c>Tests/Vectors</c> check both. Not thread-safe.
/// </summary>
public sealed class SnapshotReducer
{
    private readonly KeyedItems<StepProgressEvent> _steps = new();
    private readonly KeyedItems<InsightEmittedEvent> _insights = new();
    private readonly KeyedItems<MetricUpdateEvent> _metrics = new();
    private readonly KeyedItems<ValidationUpdateEvent> _validations = new();
    private readonly KeyedItems<DiffChunkEvent> _diffs = new();
    private readonly KeyedItems<ResultEvent> _results = new();
    private readonly KeyedItems<TimelineEvent> _timeline = new();
    private readonly OrderedDictionary<string, StringBuilder> _texts = [];

    private JobSnapshot _scalars;
    private EventId _last;
    private byte[] _digest = [];

    public SnapshotReducer(Guid jobId) => _scalars = new JobSnapshot { JobId = jobId };

    /// <summary>Continues from a snapshot.</summary>
    public SnapshotReducer(JobSnapshot snapshot)
    {
        _scalars = snapshot;
        _last = EventId.Parse(snapshot.LastEventId);
        _digest = Convert.FromHexString(snapshot.Digest);
        snapshot.Steps.ToList().ForEach(x => _steps.Put(x.Step, x, 0));
        snapshot.Insights.ToList().ForEach(x => _insights.Put(x.InsightId, x, 0));
        snapshot.Metrics.ToList().ForEach(x => _metrics.Put(x.Name, x, 0));
        snapshot.Validations.ToList().ForEach(x => _validations.Put(x.RuleId, x, 0));
        snapshot.Diffs.ToList().ForEach(x => _diffs.Put(x.DiffId, x, 0));
        snapshot.Results.ToList().ForEach(x => _results.Put(x.Key, x, 0));
        snapshot.Timeline.ToList().ForEach(x => _timeline.Put(x.EventId, x, 0));
        snapshot.Texts.ToList().ForEach(x => _texts[x.Target] = new StringBuilder(x.Text));
    }

    public EventId LastEventId => _last;

    public static JobSnapshot Fold(Guid jobId, IEnumerable<JobEvent> events)
    {
        var reducer = new SnapshotReducer(jobId);
        foreach (var e in events)
        {
            reducer.Apply(e);
        }

        return reducer.ToSnapshot();
    }

    /// <summary>Applies the next event.</summary>
    /// <exception cref="InvalidOperationException">The event isn't the next one: an event was missed or came twice.</exception>
    /// <exception cref="JsonException">An <c>attempt_reset</c> that can't be read, or an event without its time.</exception>
    public void Apply(JobEvent e) => Apply(e, EventEncoder.Decode(e));

    /// <inheritdoc cref="Apply(JobEvent)"/>
    /// <param name="e">The event.</param>
    /// <param name="payload">What <see cref="EventEncoder.Decode"/> makes of it.</param>
    public void Apply(JobEvent e, EventPayload? payload)
    {
        if (e.Id.Seq != _last.Seq + 1 || e.Id.Attempt < _last.Attempt)
        {
            throw new InvalidOperationException($"Event {e.Id} can't follow {_last}.");
        }

        ApplyPayload(e, payload, EventEncoder.At(e));
        Advance(e);
    }

    /// <summary>Counts an event and ignores its payload, as for an event whose work is void.</summary>
    public void Skip(JobEvent e) => Advance(e);

    /// <summary>The state without its lists, its texts and its cursor: cheap.</summary>
    public JobSnapshot Scalars => _scalars with
    {
        CurrentStep = _steps.LastOrDefault(IsRunning)?.Step
            ?? _steps.LastOrDefault(s => s.Status is not StepStatus.Pending)?.Step,
    };

    /// <summary>The place in its list of the item that has the key of this one; -1 when there is none, or it is no item of a list.</summary>
    public int IndexOf(EventPayload? item) => item switch
    {
        StepProgressEvent step => _steps.IndexOf(step.Step),
        InsightEmittedEvent insight => _insights.IndexOf(insight.InsightId),
        MetricUpdateEvent metric => _metrics.IndexOf(metric.Name),
        ValidationUpdateEvent validation => _validations.IndexOf(validation.RuleId),
        DiffChunkEvent diff => _diffs.IndexOf(diff.DiffId),
        ResultEvent result => _results.IndexOf(result.Key),
        TimelineEvent timeline => _timeline.IndexOf(timeline.EventId),
        _ => -1,
    };

    /// <summary>Whether any step has started and not ended.</summary>
    public bool IsStepRunning => _steps.LastOrDefault(IsRunning) is not null;

    /// <summary>The length of a text in UTF-16 code units; 0 when there is none.</summary>
    public int LengthOf(string target) => _texts.TryGetValue(target, out var text) ? text.Length : 0;

    /// <summary>A part of a text.</summary>
    /// <param name="start">Where it begins, in UTF-16 code units.</param>
    /// <param name="end">Where it ends: at most <see cref="LengthOf"/>.</param>
    public string TextOf(string target, int start, int end) => _texts[target].ToString(start, end - start);

    public JobSnapshot ToSnapshot() => Scalars with
    {
        Steps = _steps.ToList(),
        Insights = _insights.ToList(),
        Metrics = _metrics.ToList(),
        Validations = _validations.ToList(),
        Diffs = _diffs.ToList(),
        Results = _results.ToList(),
        Texts = [.. _texts.Select(t => new SnapshotText(t.Key, t.Value.ToString()))],
        Timeline = _timeline.ToList(),
        EventCount = _last.Seq,
        LastEventId = _last.ToString(),
        Digest = LogDigest.Hex(_digest),
    };

    /// <summary>The event that resets a reader from this state to <paramref name="kept"/>, the state without the void events.</summary>
    public AttemptResetEvent ResetTo(SnapshotReducer kept, string reason, int voidEvents)
    {
        var drop = new Dictionary<string, IReadOnlyList<string>>();
        return new AttemptResetEvent(
            reason,
            voidEvents,
            drop,
            new RestoredItems(
                _steps.ResetTo(kept._steps, "steps", drop),
                _insights.ResetTo(kept._insights, "insights", drop),
                _metrics.ResetTo(kept._metrics, "metrics", drop),
                _validations.ResetTo(kept._validations, "validations", drop),
                _diffs.ResetTo(kept._diffs, "diffs", drop),
                _results.ResetTo(kept._results, "results", drop),
                _timeline.ResetTo(kept._timeline, "timeline", drop)),
            [.. _texts
                .Select(t => new TextCut(t.Key, kept._texts.TryGetValue(t.Key, out var text) ? text.Length : 0))
                .Where(cut => cut.Length != _texts[cut.Target].Length)]);
    }

    private static bool IsRunning(StepProgressEvent step) => step.Status is StepStatus.Started or StepStatus.Running;

    private void Advance(JobEvent e)
    {
        _last = e.Id;
        _digest = LogDigest.Next(_digest, e.Data.Span);
    }

    private void ApplyPayload(JobEvent e, EventPayload? payload, DateTimeOffset at)
    {
        long seq = e.Id.Seq;
        _scalars = _scalars with { Attempt = e.Id.Attempt, UpdatedAt = at };
        switch (payload)
        {
            case JobStatusEvent status:
                ApplyStatus(status, seq, at);
                break;
            case StepProgressEvent step:
                _steps.Put(step.Step, step.Work is null ? step : step with { Work = null }, seq);
                break;
            case InsightEmittedEvent insight:
                _insights.Put(insight.InsightId, insight, seq);
                break;
            case MetricUpdateEvent metric:
                _metrics.Put(metric.Name, metric, seq);
                break;
            case ValidationUpdateEvent validation:
                _validations.Put(validation.RuleId, validation, seq);
                break;
            case DiffChunkEvent diff:
                _diffs.Put(diff.DiffId, diff, seq);
                break;
            case ResultEvent result:
                _results.Put(result.Key, result, seq);
                break;
            case TokenEvent token:
                ApplyToken(token);
                break;
            case TimelineEvent timeline:
                _timeline.Put(timeline.EventId, timeline, seq);
                break;
            case AttemptResetEvent reset:
                ApplyReset(reset, seq);
                break;
            case JobErrorEvent error:
                _scalars = _scalars with { Error = error };
                break;
            case DoneEvent done:
                _scalars = _scalars with { Status = done.Status, Summary = done.Summary, EndedAt = at };
                break;
        }
    }

    private void ApplyStatus(JobStatusEvent status, long seq, DateTimeOffset at)
    {
        foreach (string step in status.Steps ?? [])
        {
            _steps.Put(step, new StepProgressEvent(step, StepStatus.Pending, 0), seq);
        }

        _scalars = _scalars with
        {
            Status = status.Status,
            Message = status.Message,
            Pipeline = status.Pipeline ?? _scalars.Pipeline,
            Title = status.Title ?? _scalars.Title,
            Pace = status.Pace ?? _scalars.Pace,
            RetryOf = status.RetryOf ?? _scalars.RetryOf,
            CreatedAt = _scalars.CreatedAt ?? at,
            StartedAt = _scalars.StartedAt ?? (status.Status == JobStatus.Running ? at : null),
        };
    }

    private void ApplyToken(TokenEvent token)
    {
        if (token.Text.Length == 0)
        {
            return; // no empty texts
        }

        if (!_texts.TryGetValue(token.Target, out var text))
        {
            _texts[token.Target] = text = new StringBuilder();
        }

        // A repeated token adds only the part after the end of the text.
        int known = text.Length - token.Offset;
        if (known < token.Text.Length)
        {
            text.Append(token.Text, Math.Max(known, 0), token.Text.Length - Math.Max(known, 0));
        }
    }

    private void ApplyReset(AttemptResetEvent reset, long seq)
    {
        _scalars = _scalars with { Error = null };
        _steps.Apply(reset.Drop.GetValueOrDefault("steps"), reset.Restore.Steps, x => x.Step, seq);
        _insights.Apply(reset.Drop.GetValueOrDefault("insights"), reset.Restore.Insights, x => x.InsightId, seq);
        _metrics.Apply(reset.Drop.GetValueOrDefault("metrics"), reset.Restore.Metrics, x => x.Name, seq);
        _validations.Apply(reset.Drop.GetValueOrDefault("validations"), reset.Restore.Validations, x => x.RuleId, seq);
        _diffs.Apply(reset.Drop.GetValueOrDefault("diffs"), reset.Restore.Diffs, x => x.DiffId, seq);
        _results.Apply(reset.Drop.GetValueOrDefault("results"), reset.Restore.Results, x => x.Key, seq);
        _timeline.Apply(reset.Drop.GetValueOrDefault("timeline"), reset.Restore.Timeline, x => x.EventId, seq);
        foreach (var cut in reset.Texts)
        {
            if (cut.Length == 0)
            {
                _texts.Remove(cut.Target);
            }
            else if (_texts.TryGetValue(cut.Target, out var text) && cut.Length < text.Length)
            {
                text.Length = cut.Length;
            }
        }
    }
}
