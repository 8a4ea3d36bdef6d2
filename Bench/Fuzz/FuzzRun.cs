using System.Diagnostics;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Gives inputs to targets in turn, each target for the same time.</summary>
internal sealed class FuzzRun(IReadOnlyList<IFuzzTarget> targets, int seed)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(250);

    /// <summary>An input that takes longer than this is a crash.</summary>
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(60);

    /// <summary>After this many crashes of a target it gets no more inputs.</summary>
    private const int MostCrashes = 20;

    /// <param name="duration">Of all targets together.</param>
    /// <param name="most">Inputs of one target.</param>
    /// <param name="cancellationToken">Ends the run early. What was tried until then is returned.</param>
    public async Task<IReadOnlyList<FuzzResult>> RunAsync(TimeSpan duration, int most, CancellationToken cancellationToken)
    {
        var results = targets.Select(target => new FuzzResult(target.Name)).ToList();
        long began = Stopwatch.GetTimestamp();
        while (GoesOn() && results.Exists(IsOpen))
        {
            for (int i = 0; i < targets.Count && GoesOn(); i++)
            {
                long turn = Stopwatch.GetTimestamp();
                while (GoesOn() && IsOpen(results[i]) && Stopwatch.GetElapsedTime(turn) < Turn)
                {
                    await TryAsync(targets[i], results[i], results[i].Inputs, cancellationToken);
                }
            }
        }

        return results;

        bool GoesOn() => Stopwatch.GetElapsedTime(began) < duration && !cancellationToken.IsCancellationRequested;

        bool IsOpen(FuzzResult result) => result.Inputs < most && result.Crashes.Count < MostCrashes;
    }

    /// <summary>Gives one input again.</summary>
    public async Task<FuzzResult> RepeatAsync(int input, CancellationToken cancellationToken)
    {
        var result = new FuzzResult(targets.Single().Name);
        await TryAsync(targets.Single(), result, input, cancellationToken);
        return result;
    }

    private async Task TryAsync(IFuzzTarget target, FuzzResult result, int number, CancellationToken cancellationToken)
    {
        var random = new Random(unchecked((seed * 31) + number));
        try
        {
            await target.TryAsync(new HostileInput(random), cancellationToken).WaitAsync(LongestInput, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // it was not tried
        }
        catch (Exception crash)
        {
            result.Crashes.Add($"{target.Name}, input {number} of seed {seed}: {crash}");
        }

        result.Inputs++;
    }
}

/// <summary>What came of one target.</summary>
internal sealed class FuzzResult(string target)
{
    public string Target => target;

    /// <summary>Inputs tried.</summary>
    public int Inputs { get; set; }

    public List<string> Crashes { get; } = [];
}
