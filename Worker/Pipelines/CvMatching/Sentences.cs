using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>A sentence of an offer and how much it counts, 0 to 3.</summary>
internal readonly record struct OfferSentence(string Text, double Weight);

/// <summary>The sentences of offers and CVs that are compared with each other: at most 300 letters each, no headings, each once.</summary>
internal static partial class Sentences
{
    public const double TitleWeight = 3;
    public const double NiceHaveWeight = 0.5;

    private const int MostOfOffer = 60;
    private const int MostOfCv = 200;
    private const int MostLetters = 300;
    private const int SkillsTogether = 8;

    /// <summary>The title, the duties and the criteria of an offer. What it says of the company and its benefits is left out.</summary>
    public static IReadOnlyList<OfferSentence> Of(Offer offer)
    {
        var niceHaves = offer.NiceHaves.Select(c => TextLines.FoldSpaces(c.Text)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var sentences = new List<OfferSentence>();
        if (offer.Title is { } title)
        {
            sentences.Add(new OfferSentence(title, TitleWeight));
        }

        var section = PostingSection.None;
        foreach (string raw in TextLines.Split(offer.Text))
        {
            string line = raw.Trim();
            if (PostingHeadings.At(line) is { } heading)
            {
                section = heading.Section;
                line = heading.Below;
            }

            if (section != PostingSection.Other)
            {
                sentences.AddRange(Split(line).Select(text => new OfferSentence(
                    text, section == PostingSection.NiceToHave || niceHaves.Contains(text) ? NiceHaveWeight : 1)));
            }
        }

        return [.. sentences.DistinctBy(s => s.Text, StringComparer.OrdinalIgnoreCase).Take(MostOfOffer)];
    }

    /// <summary>What a CV says of the work, positions first. Names and contacts are left out.</summary>
    public static IReadOnlyList<string> Of(CvRecord cv) =>
    [
        .. cv.Experiences.SelectMany(e => (IEnumerable<string?>)[Joined(e.Poste, e.Entreprise), .. e.Details])
            .Concat([cv.Titre, cv.Resume])
            .Concat(cv.Formations.Select(f => Joined(f.Diplome, f.Etablissement)))
            .Concat(cv.Certifications)
            .Concat(cv.Competences.Chunk(SkillsTogether).Select(some => string.Join(", ", some)))
            .Concat(cv.Langues.Select(l => Joined(l.Langue, l.Niveau)))
            .Concat(cv.Autres)
            .SelectMany(line => Split(line ?? ""))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MostOfCv),
    ];

    /// <summary>The sentences of one line, without bullets, and without those that have no telling word.</summary>
    public static IEnumerable<string> Split(string line) => End().Split(TextLines.FoldSpaces(TextLines.WithoutBullet(line)))
        .Select(text => text.Length > MostLetters ? text[..MostLetters] : text)
        .Where(text => text.Length > 1 && Words.Of(text).Exists(w => Lexicon.IsTelling(w.Text)));

    private static string? Joined(string? first, string? second) =>
        string.IsNullOrWhiteSpace(first) ? second : string.IsNullOrWhiteSpace(second) ? first : $"{first}, {second}";

    [GeneratedRegex(@"(?<=[\p{Ll}\p{N})#+]{2}[.;!?])\s+(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex End();
}
