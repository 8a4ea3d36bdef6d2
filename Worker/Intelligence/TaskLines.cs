using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Tells the lines that say what was done from the lines that name a position: sentences, and phrases that begin with an action.</summary>
internal static partial class TaskLines
{
    private const int LongestName = 5;

    private static readonly FrozenDictionary<string, FrozenSet<string>> Actions = WordList.Load("actions.txt");

    /// <summary>Whether a folded word is a verb that begins lines about work, in its base form.</summary>
    public static bool IsVerb(string word) => Actions["verb"].Contains(word);

    public static bool IsTask(string text)
    {
        if (text.Length < 3) return false;
        if (text.EndsWith(':') || Label().IsMatch(text)) return true;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 16 || text.Length > 130) return true;
        var first = TextFold.Fold(words[0]).Trim(',', '.', ':', ';', '(', ')', '"', '*');
        if (text[^1] is '.' or ';' or '!' && words.Length >= 3 && !HeadNouns.IsLegalForm(words[^1]) && !Abbreviation().IsMatch(words[^1])) return true;
        if (char.IsLower(text[0]) && !ParticleOrBrand().IsMatch(text)) return true;
        if (words.Length >= 2 && (first is "responsible" or "accountable" or "tasked" or "duties" || IsAction(first, words))) return true;
        if (EntryHeader.BeforeDescription(text) is { } name && name.Split(' ').Length <= LongestName) return false; // an employer, and what it does
        // Names and titles of an English CV are capitalised; a sentence is not.
        var long_ = words.Skip(1).Where(w => w.Count(char.IsLetter) >= 4).ToArray();
        return words.Length >= 7 && long_.Length >= 4 && long_.Count(w => char.IsLower(w[0])) >= 0.75 * long_.Length && HeadNouns.Of(text) is not (HeadNoun.Role or HeadNoun.Organisation);
    }

    private static bool IsAction(string first, string[] words)
    {
        // "Managed Care Nurse", "Sales Associate", "Support Engineer": followed by a capital, the word is part of a name.
        var second = words[1] == "&" && words.Length > 2 ? words[2] : words[1]; // "Lift & Hoist"
        var capitalised = char.IsUpper(second[0]) && second.Length > 1;
        // "Étude de Maître Brossard" is an office.
        if (Actions["noun"].Contains(first) && words.Length <= 8 && words.Skip(1).Any(w => char.IsUpper(w[0])) && HeadNouns.BeginsWithCommonNoun(words[0])) return false;
        if (Actions["noun"].Contains(first)) return !capitalised || (words.Length > 5 && HeadNouns.Of(string.Join(' ', words)) == HeadNoun.None);
        if (Actions["past"].Contains(first)) return true;
        if (first.Length > 3 && first.EndsWith("ed", StringComparison.Ordinal)) return !capitalised || (words.Length > 4 && words.Any(w => w.Length >= 4 && char.IsLower(w[0])));
        var stem = Stem(first);
        if (stem is null || capitalised) return false;
        return first.EndsWith("ing", StringComparison.Ordinal) || words.Length >= 3;
    }

    // The verb that "leads", "leading" or "lead" comes from.
    private static string? Stem(string word)
    {
        var verbs = Actions["verb"];
        foreach (var ending in (string[])["", "s", "es", "ing"])
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length - ending.Length < 3) continue;
            var stem = word[..^ending.Length];
            if (verbs.Contains(stem)) return stem;
            if (ending == "ing" && (verbs.Contains(stem + "e") || (stem[^1] == stem[^2] && verbs.Contains(stem[..^1])))) return stem;
            if (ending == "es" && stem[^1] == 'i' && verbs.Contains(stem[..^1] + "y")) return stem;
        }

        return null;
    }

    [GeneratedRegex(@"^(?:(?:key\s)?responsibilities|(?:key\s)?achievements|missions?|tâches|réalisations|tasks|environnement(?:\stechnique)?|technologies|tech\sstack|stack|duties|outils|tools|highlights)\b\s*:|^(?:type\sof\s)?business\sor\ssector\b|^type\sou\ssecteur\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:\p{L}\.)+$|^(?:etc|Sept|Dr|St|Dept|Jr|Sr|Bros|Univ|Assn|Intl|Mfg|Ctr)\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Abbreviation();

    // "de Lisle School", "e-commerce manager", "iRobot"
    [GeneratedRegex(@"^(?:d[eu]|la|le|van|von|e-|i\p{Lu}|eBay)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ParticleOrBrand();
}
