using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming.Execution;

/// <summary>
/// What the work in progress has cost, such as calls to a paid model: kept when the work's result is in the log, otherwise lost, because a
/// retry pays again. It also lists the calls to models. Follows the work through its tasks; parts of a step that commit by themselves have a
/// cost of their own.
/// </summary>
public sealed class WorkCost : IDisposable
{
    private static readonly AsyncLocal<WorkCost?> Current = new();

    /// <summary>A step that calls a model more often than this without a commit keeps the first ones.</summary>
    private const int MostCalls = 200;

    private readonly Lock _lock = new();
    private readonly List<ModelUse> _calls = [];
    private readonly WorkCost? _whole;
    private readonly KeyValuePair<string, object?> _pipeline;
    private readonly KeyValuePair<string, object?> _step;
    private double _open;
    private bool _ended;
    private bool _kept;

    private WorkCost(KeyValuePair<string, object?> pipeline, KeyValuePair<string, object?> step, WorkCost? whole) =>
        (_pipeline, _step, _whole) = (pipeline, step, whole);

    /// <summary>The calls to models so far, with those of its parts that have no event of their own; null without any.</summary>
    internal IReadOnlyList<ModelUse>? Calls
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count == 0 ? null : [.. _calls];
            }
        }
    }

    /// <summary>The calls of the work that runs this code.</summary>
    internal static IReadOnlyList<ModelUse>? CurrentCalls => Current.Value?.Calls;

    /// <summary>Notes a call to a model with the work that runs this code.</summary>
    public static void AddCall(ModelUse call) => Current.Value?.Note([call]);

    /// <summary>Adds to the cost of the work that runs this code.</summary>
    /// <param name="amount">In the currency of the configured prices. 0 or more.</param>
    public static void Add(double amount)
    {
        if (amount > 0 && Current.Value is { } work)
        {
            work.AddOpen(amount);
        }
    }

    /// <summary>Adds what was paid for nothing, such as an answer that can't be used.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    public static void AddLost(double amount)
    {
        if (amount > 0 && Current.Value is { } work)
        {
            work.Record(amount, kept: false);
        }
    }

    /// <summary>Ends the work. What it has cost is lost, unless <see cref="Keep"/> was called. Later costs are lost too.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                Record(_open, _kept);
            }
        }
    }

    /// <summary>Begins a try of a step, in the calling method and all that it calls.</summary>
    internal static WorkCost Begin(string pipeline, string step) => Current.Value = new WorkCost(JobMetrics.Pipeline(pipeline), JobMetrics.Step(step), null);

    /// <summary>Begins a part of the step that runs this code.</summary>
    internal static WorkCost BeginPart()
    {
        var step = Current.Value;
        return Current.Value = step is null ? Begin("_OTHER", "_OTHER") : new WorkCost(step._pipeline, step._step, step);
    }

    /// <summary>The result of the work is in the log.</summary>
    internal void Keep() => _kept = true;

    /// <summary>The work's calls are told with those of the work that it is a part of.</summary>
    internal void HandUpCalls() => _whole?.Note(Calls ?? []);

    private void Note(IReadOnlyList<ModelUse> calls)
    {
        lock (_lock)
        {
            _calls.AddRange(calls.Take(MostCalls - _calls.Count));
        }
    }

    private void AddOpen(double amount)
    {
        lock (_lock)
        {
            if (_ended)
            {
                Record(amount, kept: false);
            }
            else
            {
                _open += amount;
            }
        }
    }

    private void Record(double amount, bool kept)
    {
        if (amount > 0)
        {
            JobMetrics.Cost.Add(amount, _pipeline, _step, JobMetrics.Outcome(kept ? "kept" : "lost"));
        }
    }
}
