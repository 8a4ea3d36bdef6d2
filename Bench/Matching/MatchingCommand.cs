using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AspireStreaming.Worker.Embeddings;

namespace AspireStreaming.Bench.Matching;

/// <summary><c>matching</c>: how well <c>cv-matching</c> ranks the CVs of the labelled set, by words, by meaning and by both.</summary>
internal static class MatchingCommand
{
    public static Command Create()
    {
        var heldOut = new Option<bool>("--held-out") { Description = "Scores the held-out part too. For the end of a change only." };
        var offers = new Option<bool>("--offers") { Description = "Prints each offer that the formula was made with." };
        var command = new Command("matching", "Ranks the CVs of the labelled set, and prints nDCG@10.") { heldOut, offers };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(heldOut), parsed.GetValue(offers), cancellationToken));
        return command;
    }

    private static async Task RunAsync(bool withHeldOut, bool each, CancellationToken cancellationToken)
    {
        var set = await MatchingSet.LoadAsync(cancellationToken);
        var options = new EmbeddingOptions();
        using var model = new LocalEmbeddings(options);
        long began = Stopwatch.GetTimestamp();
        var scores = await MatchingScores.OfAsync(set, set.Offers.Where(o => withHeldOut || !o.HeldOut), options, model, cancellationToken);
        var spent = Stopwatch.GetElapsedTime(began);
        if (each)
        {
            foreach (var score in scores.Where(s => !s.Offer.HeldOut))
            {
                Line(score.Offer.Name, [score]);
            }
        }

        Console.WriteLine($"{"nDCG@10",-34}{"lexical",10}{"semantic",10}{"fused",10}");
        foreach (var part in scores.GroupBy(s => s.Offer.HeldOut))
        {
            string name = part.Key ? "held out" : "made with";
            Line($"{name}, {part.Count()} offers", [.. part]);
            foreach (var half in part.GroupBy(s => set.IsOfOneLanguage(s.Offer)).OrderByDescending(half => half.Key))
            {
                Line($"  {(half.Key ? "of one language" : "across languages")}, {half.Count()}", [.. half]);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{set.Cvs.Count} CVs, {spent.TotalSeconds:0.0} s"));
    }

    private static void Line(string name, IReadOnlyList<OfferScores> scores) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-34}{scores.Average(s => s.Lexical),10:0.000}{scores.Average(s => s.Semantic),10:0.000}{scores.Average(s => s.Fused),10:0.000}"));
}
