using System.Globalization;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Bench.Matching;

/// <param name="Grades">The CVs that answer the offer, 1 to 3; all others are 0.</param>
internal sealed record LabelledOffer(string Name, bool HeldOut, IReadOnlyDictionary<string, int> Grades, Offer Offer, string Language);

/// <summary>The offers and CVs of <c>offers.md</c> and <c>cvs.md</c>, read as a job reads them.</summary>
internal sealed partial class MatchingSet
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    public required IReadOnlyList<LabelledOffer> Offers { get; init; }
    public required IReadOnlyList<CvRecord> Cvs { get; init; }

    public static async Task<MatchingSet> LoadAsync(CancellationToken cancellationToken)
    {
        var reader = new CvReader();
        var cvs = (await SectionsAsync("cvs.md", cancellationToken))
            .Select(section => CvRecords.From(section.Groups["name"].Value, reader.Read(section.Groups["text"].Value.Trim(), Today))).ToList();
        var builder = new OfferBuilder(new PostingReader());
        var offers = new List<LabelledOffer>();
        foreach (var section in await SectionsAsync("offers.md", cancellationToken))
        {
            string[] parts = section.Groups["text"].Value.Trim().Split('\n', 2);
            var grades = parts[0].Split(", ").Select(grade => grade.Split(' '))
                .ToDictionary(grade => cvs.Single(cv => cv.Cv == grade[0]).Cv, grade => int.Parse(grade[1], CultureInfo.InvariantCulture));
            var offer = await builder.BuildAsync(new CvMatchingRequest(parts[1].Trim(), null, null, null, null, null), cancellationToken);
            offers.Add(new LabelledOffer(
                section.Groups["name"].Value, section.Groups["held"].Success, grades, offer, LanguageDetector.Detect(offer.Text)));
        }

        return new MatchingSet { Offers = offers, Cvs = cvs };
    }

    /// <summary>Whether the CV that an offer looks for is in its language.</summary>
    public bool IsOfOneLanguage(LabelledOffer offer) =>
        Cvs.Single(cv => cv.Cv == offer.Grades.MaxBy(grade => grade.Value).Key).Langue == offer.Language;

    private static async Task<IReadOnlyList<Match>> SectionsAsync(string file, CancellationToken cancellationToken) =>
        Section().Matches(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Matching", file), cancellationToken)).ToList();

    [GeneratedRegex(@"^## (?<name>\S+)(?<held> \(held out\))?\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Section();
}
