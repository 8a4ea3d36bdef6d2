using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <param name="Term">As the posting first writes it.</param>
/// <param name="Stem">The stem to search for.</param>
/// <param name="Weight">3 for words of the title, 2 for words of must-haves, 1 for the rest; plus 1 for a skill.</param>
public sealed record Keyword(string Term, string Stem, int Weight);

/// <summary>The telling words of a posting, of any trade: the words that an applicant tracking system would search for.</summary>
public static class PostingKeywords
{
    public const int Limit = 40;

    /// <returns>Heaviest first, at most <see cref="Limit"/>; equal weights in order of first mention.</returns>
    public static IReadOnlyList<Keyword> Of(JobPosting posting)
    {
        var found = new Dictionary<string, (string Term, int Weight, int Count, int Order)>(StringComparer.Ordinal);
        var company = Words.Of($"{posting.Company} {posting.Location}").Select(w => w.Text).ToHashSet(StringComparer.Ordinal);

        void Read(string? text, int weight)
        {
            foreach (var word in Words.Of(text ?? ""))
            {
                if (!Lexicon.IsTelling(word.Text) || company.Contains(word.Text)) continue;
                var stem = Lexicon.Stem(word.Text);
                found[stem] = found.TryGetValue(stem, out var known)
                    ? known with { Weight = Math.Max(known.Weight, weight), Count = known.Count + 1 }
                    : (text!.Substring(word.Start, word.Length), weight, 1, found.Count);
            }
        }

        Read(posting.Title, 3);
        foreach (var must in posting.MustHaves)
        {
            foreach (var skill in must.Skills) Read(skill, 3);
            Read(must.Text, 2);
        }
        foreach (var nice in posting.NiceToHaves) Read(nice.Text, 1);
        foreach (var duty in posting.Responsibilities) Read(duty, 1);
        foreach (var skill in posting.Skills) Read(skill, 2);

        return [.. found.OrderByDescending(f => f.Value.Weight).ThenByDescending(f => f.Value.Count).ThenBy(f => f.Value.Order)
            .Take(Limit).Select(f => new Keyword(f.Value.Term, f.Key, f.Value.Weight))];
    }
}
