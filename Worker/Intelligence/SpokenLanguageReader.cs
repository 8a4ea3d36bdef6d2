using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Languages that a person speaks, with the level as written ("C1", "courant", "native").</summary>
internal static partial class SpokenLanguageReader
{
    private const string Names =
        "anglais|english|français|francais|french|espagnol|spanish|castillan|allemand|german|italien|italian|portugais|portuguese|néerlandais|neerlandais|dutch|flemish|flamand|" +
        "arabe|arabic|chinois|chinese|mandarin|cantonese|cantonais|japonais|japanese|coréen|korean|russe|russian|ukrainien|ukrainian|polonais|polish|roumain|romanian|" +
        "turc|turkish|grec|greek|hébreu|hebrew|hindi|bengali|urdu|punjabi|tamil|vietnamien|vietnamese|thaï|thai|suédois|swedish|norvégien|norwegian|danois|danish|finnois|finnish|" +
        "tchèque|czech|hongrois|hungarian|bulgare|bulgarian|serbe|serbian|croate|croatian|catalan|basque|breton|créole|creole|wolof|swahili|berbère|kabyle|tagalog|persan|farsi|" +
        "lingala|bambara|welsh|irish|gaelic|luxembourgeois|langue des signes(?: française)?|sign language|lsf|american sign language|indonesian|malay|afrikaans|yoruba|igbo|hausa|amharic|slovak|slovaque|slovenian|albanian|albanais";

    private const string Levels =
        @"[ABC][12]\+?(?:\s?[/-]\s?[ABC][12])?|native(?:\s(?:speaker|language|proficiency))?|natif|native|mother\stongue|(?:langue\s)?maternelle?|bilingue|bilingual|fully\sfluent|fluent|courant(?:e|s)?|couramment|" +
        @"(?:full\s|limited\s)?professional\s(?:working\s)?proficiency|professional(?:\sworking)?|professionnel(?:le)?|intermediate|intermédiaire|upper[-\s]intermediate|advanced|avancée?|" +
        @"basic|basics|beginner|débutant|notions|scolaire|conversational|lu,?\sécrit,?\s(?:et\s)?parlé|elementary|élémentaire|bon\sniveau|good|technique|proficient|working\sknowledge|moyen|proficiency|" +
        @"TOEIC\s?:?\s?\(?\d{3}(?:\s?points?)?|TOEFL\s?:?\s?\d{2,3}|IELTS\s?:?\s?\d(?:[.,]\d)?|opérationnel(?:le)?|limited";

    public static bool Mentions(string text) => Name().IsMatch(text);

    /// <summary>Whether a text is a language and its level, and nothing else: "English (native)", not "French cuisine".</summary>
    public static bool IsOne(string text) => Mentions(text) && !Level().Replace(Name().Replace(text, " "), " ").Any(char.IsLetter);

    public static List<SpokenLanguage> Read(IReadOnlyList<CvSection> sections, IReadOnlyList<string> lines)
    {
        var found = new List<SpokenLanguage>();
        foreach (var section in sections.Where(s => s.Kind == CvSectionKind.Languages)) Collect(section.Lines, levelNeeded: false, found);
        if (found.Count == 0) Collect(lines, levelNeeded: true, found);
        return found;
    }

    private static void Collect(IReadOnlyList<string> lines, bool levelNeeded, List<SpokenLanguage> found)
    {
        for (var i = 0; i < lines.Count && found.Count < 20; i++)
        {
            var line = lines[i];
            var names = Name().Matches(line);
            for (var n = 0; n < names.Count; n++)
            {
                var start = names[n].Index + names[n].Length;
                var end = n + 1 < names.Count ? names[n + 1].Index : line.Length;
                var level = Level().Match(line[start..end]);
                var text = level.Success && (!levelNeeded || level.Index <= 12) ? level.Value : null;
                if (text is null) text = Before(line[(n == 0 ? 0 : names[n - 1].Index + names[n - 1].Length)..names[n].Index]);
                // A list may have a language on one line and its level on the next line.
                if (text is null && !levelNeeded && n == names.Count - 1 && i + 1 < lines.Count && !Name().IsMatch(lines[i + 1]))
                    text = Level().Match(lines[i + 1]) is { Success: true } below ? below.Value : null;
                if (text is null && levelNeeded && !LanguageLabel().IsMatch(line)) continue;
                var name = char.ToUpperInvariant(names[n].Value[0]) + names[n].Value[1..].ToLowerInvariant();
                if (found.All(l => TextFold.Fold(l.Name) != TextFold.Fold(name))) found.Add(new SpokenLanguage(name, text));
            }
        }
    }

    // "Fluent in Spanish", "native English"
    private static string? Before(string text)
    {
        var level = LevelBefore().Match(text);
        return level.Success ? level.Groups["level"].Value : null;
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?:" + Names + @")(?![\p{L}\p{N}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?:" + Levels + @")(?![\p{L}\p{N}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Level();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?<level>fluent|native|bilingual|proficient|conversational|basic|advanced|intermediate)(?:\sin)?\s+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LevelBefore();

    [GeneratedRegex(@"(?<!\p{L})(?:languages?|langues?)\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LanguageLabel();
}
