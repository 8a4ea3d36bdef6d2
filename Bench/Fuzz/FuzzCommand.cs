using System.CommandLine;
using System.Globalization;

namespace AspireStreaming.Bench.Fuzz;

/// <summary><c>fuzz</c>: random and damaged input for everything that takes input from outside. Exit code 1 when one crashed it.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 1, Description = "How long, all targets together." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => Random.Shared.Next(), Description = "The same seed gives the same inputs." };
        var name = new Option<string?>("--target") { Description = "Only this target." };
        var input = new Option<int?>("--input") { Description = "Only this input of the target, to repeat a crash." };
        var command = new Command("fuzz", "Tries random and damaged inputs, and prints how many and the crashes.") { minutes, seed, name, input };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            TimeSpan.FromMinutes(parsed.GetRequiredValue(minutes)), parsed.GetRequiredValue(seed), parsed.GetValue(name), parsed.GetValue(input), cancellationToken));
        return command;
    }

    /// <summary>All targets.</summary>
    public static async Task<IReadOnlyList<IFuzzTarget>> OpenAsync()
    {
        var api = await FuzzApi.StartAsync();
        return
        [
            new HttpTarget(api), new JsonTarget(api), new MultipartTarget(api), new CursorTarget(), new DialectTarget(api.Dialects), new ClientTarget(),
            DocumentTarget.OfAllFormats(),
        ];
    }

    private static async Task<int> RunAsync(TimeSpan duration, int seed, string? name, int? input, CancellationToken cancellationToken)
    {
        var targets = await OpenAsync();
        try
        {
            var wanted = targets.Where(target => name is null || target.Name == name).ToList();
            if (wanted.Count == 0)
            {
                Console.WriteLine($"--target must be one of {string.Join(", ", targets.Select(target => target.Name))}");
                return 1;
            }

            var run = new FuzzRun(wanted, seed);
            var results = input is { } number && name is not null
                ? [await run.RepeatAsync(number, cancellationToken)]
                : await run.RunAsync(duration, int.MaxValue, cancellationToken);
            foreach (var result in results)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Target,-12} {result.Inputs,12:N0} inputs {result.Crashes.Count,6:N0} crashes"));
            }

            results.SelectMany(result => result.Crashes).ToList().ForEach(Console.WriteLine);
            int crashes = results.Sum(result => result.Crashes.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}: {results.Sum(result => (long)result.Inputs):N0} inputs, {crashes:N0} crashes"));
            return crashes > 0 ? 1 : 0;
        }
        finally
        {
            foreach (var target in targets)
            {
                await target.DisposeAsync();
            }
        }
    }
}
