using AspireStreaming.Bench.Fuzz;

namespace AspireStreaming.Tests.Bench;

/// <summary>A short run of <c>Bench fuzz</c>, with the same inputs each time. A failure names the target, the input and the seed.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task NoInputOfAShortRunCrashesATarget()
    {
        const int Inputs = 250;
        var targets = await FuzzCommand.OpenAsync();
        try
        {
            var results = await new FuzzRun(targets, seed: 1).RunAsync(TimeSpan.FromMinutes(5), Inputs, CancellationToken.None);
            Assert.True(results.All(result => result.Crashes.Count == 0), string.Join('\n', results.SelectMany(result => result.Crashes)));
            Assert.All(results, result => Assert.Equal(Inputs, result.Inputs));
        }
        finally
        {
            foreach (var target in targets)
            {
                await target.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task ACrashIsReportedWithItsInputAndHappensAgain()
    {
        var run = new FuzzRun([new Fragile()], seed: 5);
        var result = Assert.Single(await run.RunAsync(TimeSpan.FromMinutes(1), 50, CancellationToken.None));
        Assert.NotEmpty(result.Crashes);
        int number = int.Parse(result.Crashes[0].Split("input ")[1].Split(' ')[0]);
        Assert.Equal([result.Crashes[0].Split('\n')[0]], (await run.RepeatAsync(number, CancellationToken.None)).Crashes.Select(crash => crash.Split('\n')[0]));
    }

    private sealed class Fragile : IFuzzTarget
    {
        public string Name => "fragile";

        public Task TryAsync(HostileInput input, CancellationToken cancellationToken) =>
            input.Random.Next(4) == 0 ? throw new InvalidOperationException($"{input.Random.Next()}") : Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
