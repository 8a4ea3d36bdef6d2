using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CoverLetter;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>Names skills as texts write them: a French reader reads "comptabilité", not the lexicon's "Accounting".</summary>
internal sealed class SkillWords
{
    private readonly Dictionary<string, string> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="texts">In the language of the reader; the first one that names a skill decides.</param>
    public SkillWords(params IEnumerable<string?> texts)
    {
        foreach (string text in texts.OfType<string>())
        {
            foreach (var mention in SkillLexicon.Builtin.Find(text))
            {
                _written.TryAdd(mention.Skill.Name, InSentence(mention.Skill.Name, Words.Squeeze(text.Substring(mention.Start, mention.Length))));
            }
        }
    }

    /// <param name="names">Names of the lexicon, or alternatives such as "Java / Kotlin".</param>
    public IReadOnlyList<string> Of(IEnumerable<string> names) =>
        [.. names.Select(Of).Distinct(StringComparer.OrdinalIgnoreCase)];

    // "Gestion de la paie" begins its line with a capital, which is no name's; "Sage 100" is the lexicon's "Sage", and "Kafka" its "Apache Kafka".
    private static string InSentence(string name, string written)
    {
        string folded = TextFold.Fold(written);
        string[] words = [.. name.Split(' ').Select(TextFold.Fold)];
        return folded.StartsWith(words[0], StringComparison.Ordinal) || words.Contains(folded) ? written : WorkClauses.LowerFirst(written);
    }

    public string Of(string name) => string.Join(" / ", name.Split(" / ").Select(one => _written.GetValueOrDefault(one, one)));
}
