using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>What the head of a short phrase names. The mentions are weaker: the noun is in the phrase, but not its head.</summary>
internal enum HeadNoun { None, MentionsRole, MentionsOrganisation, Role, Organisation }

/// <summary>
/// Decides by the head of a phrase: the last word of an English one ("Hospital Administrator" is a role, "Nurses Training College" an
/// organisation), the first word of a French one ("Directrice d'agence", "Agence Nuit Blanche").
/// </summary>
internal static partial class HeadNouns
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Organisations = WordList.Load("organisations.txt");

    public static HeadNoun Of(string phrase)
    {
        if (phrase.Length is < 2 or > 120) return HeadNoun.None;
        var folded = Asides().Replace(TextFold.Fold(phrase), " ");
        var cut = Complement().Match(folded);
        var words = Letters().Matches(cut.Success && cut.Index > 1 ? folded[..cut.Index] : folded).Select(m => m.Value.TrimEnd('.')).ToArray();
        var all = Letters().Matches(folded).Select(m => m.Value.TrimEnd('.')).ToArray();
        if (words.Length == 0) return HeadNoun.None;
        if (all.Length > 1 && Legal(all[^1])) return HeadNoun.Organisation;
        var (first, last) = (words[0], words[^1]);
        if (words.Length > 1 && Ordinal().IsMatch(last)) last = words[^2];
        if (First(first) && all.Length > 1 && !(words.Length > 1 && IsRole(last) && !cut.Success && all.Length <= 3 && !French(first))) return HeadNoun.Organisation;
        if (words.Length > 1 && JobTitles.IsPluralRole(last)) return HeadNoun.MentionsOrganisation;
        if (IsRole(last)) return HeadNoun.Role;
        if (Last(last) && words.Length > 1) return HeadNoun.Organisation;
        if (IsRole(first) || (words.Length > 1 && IsRole(words[1]))) return HeadNoun.Role;
        if (Last(last) && all.Length > words.Length) return HeadNoun.Organisation;
        if (Last(all[^1])) return all.Any(IsRole) ? HeadNoun.MentionsRole : HeadNoun.MentionsOrganisation;
        if (all.Any(IsRole)) return HeadNoun.MentionsRole;
        if (all.Any(Legal) || all.Any(w => Last(w) || First(w)) || Acronym().IsMatch(phrase)) return HeadNoun.MentionsOrganisation;
        return Suffixed().IsMatch(last) || Suffixed().IsMatch(first) ? HeadNoun.MentionsRole : HeadNoun.None;
    }

    public static bool IsOrganisation(string phrase) => Of(phrase) is HeadNoun.Organisation or HeadNoun.MentionsOrganisation;

    /// <summary>A name that is a common noun with a complement: "CHU de Lille", "Mairie de Lyon". In a French sentence it needs an article.</summary>
    public static bool BeginsWithCommonNoun(string name) => Letters().Match(TextFold.Fold(name)) is { Success: true } first && First(first.Value.TrimEnd('.'));

    public static bool IsLegalForm(string word) => Legal(TextFold.Fold(word).TrimEnd('.').Replace(".", "", StringComparison.Ordinal));

    private static bool Legal(string word) => Organisations["legal"].Contains(word) || (word.Contains('.', StringComparison.Ordinal) && Organisations["legal"].Contains(word.Replace(".", "", StringComparison.Ordinal)));

    private static bool Last(string word) => Organisations["last"].Contains(word) || (word.Length > 5 && word[^1] == 's' && Organisations["last"].Contains(word[..^1]));

    private static bool First(string word) => Organisations["first"].Contains(word);

    // Words that are organisations in front only in French.
    private static bool French(string word) => !Last(word);

    private static bool IsRole(string word) => JobTitles.IsRoleWord(word);

    // "Director | of Nursing", "Infirmière | de bloc", "Chef | d'équipe"
    [GeneratedRegex(@"\s(?:of|for|in|at|with|to|on|de|du|des|en|au|aux|chez|pour|sur|et|and|&|-|–|—)\s|\s[dl]['’]|\s(?:a|à)\s|,|:|\(|/|\s[–—-]\s?", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Complement();

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Asides();

    [GeneratedRegex(@"\p{L}(?:[\p{L}\p{N}.·-]*[\p{L}\p{N}])?\.?", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Letters();

    // "Engineer II", "Nurse 2", "Teacher Trainee"
    [GeneratedRegex(@"^(?:i{1,3}|iv|v|senior|junior|confirmee?|principal|adjointe?|referente?|h|f|hf)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^[A-Z][A-Z&.]{1,6}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Acronym();

    // Roles that no list has: "tapissier", "ecologist", "enumerator".
    [GeneratedRegex(@"^\p{L}{3,}(?:ist|iste|ician|icien|icienne|logue|logist|euse|trice|teur|ateur|keeper|maker|worker|grapher|ographe|iatre)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Suffixed();
}
