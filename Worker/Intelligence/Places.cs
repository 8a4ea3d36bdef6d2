using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Tells places from names: known towns and countries, and unknown towns beside a state, a country or a postal code.</summary>
internal static partial class Places
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Known = WordList.Load("places.txt", ',');

    private static readonly FrozenSet<string> States = FrozenSet.ToFrozenSet(
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR ON QC BC AB MB SK NS NB NL UK US USA UAE NSW".Split(' '), StringComparer.Ordinal);

    // "Mo.", "Calif.", "N.Y.": states as newspapers shorten them.
    private static readonly FrozenSet<string> ShortStates = FrozenSet.ToFrozenSet(
        ("Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont. Neb. Nev. N.H. N.J. N.M. N.Y. N.C. N.D. Okla. Ore. Pa. R.I. S.C. S.D. "
            + "Tenn. Tex. Vt. Va. Wash. W.Va. Wis. Wyo. D.C. Ont. Que. B.C. Alta.").Split(' '), StringComparer.Ordinal);

    /// <summary>"Denver, CO", "Lyon (69)", "75011 Paris", "Remote", "Denver, CO &amp; Reno, NV".</summary>
    public static bool IsPlace(string text)
    {
        if (text.Length is < 2 or > 60) return false;
        if (Two().Match(text) is { Success: true } and && text[..and.Index] is var first && text[(and.Index + and.Length)..] is var second && !Two().IsMatch(second) && (first.Contains(',', StringComparison.Ordinal) || IsKnown(first)) && IsPlace(first) && IsPlace(second)) return true;
        var parts = Separators().Split(Codes().Replace(text, " ").Trim(' ', ',', '.', '-', '–')).Select(p => p.Trim()).Where(p => p.Length > 0).ToArray();
        if (parts.Length is 0 or > 4) return parts.Length == 0 && FrenchTown().IsMatch(text);
        // "Brooklyn NY"
        if (parts.Length == 1 && parts[0].LastIndexOf(' ') is var gap and > 0 && States.Contains(parts[0][(gap + 1)..])) return IsIn("town", parts[0][..gap]);
        if (parts.Length == 1) return IsKnown(parts[0]) || (FrenchTown().IsMatch(text) && IsTownLike(parts[0]));
        // "Lyon, Auvergne-Rhône-Alpes, France": whatever stands between a town and its country.
        if (parts.Length == 3 && IsKnown(parts[0]) && IsIn("region", parts[2])) return true;
        // "Marlow, MA, USA"
        if (parts.Length == 3 && IsState(parts[1]) && IsRegion(parts[2])) return IsPlace($"{parts[0]}, {parts[1]}");
        // "Springfield, Illinois": a town may be unknown, but only beside its region. "Quillworks, Leeds" is a firm in a town.
        return parts[1..].All(p => IsKnown(p) || IsState(p)) && (IsKnown(parts[0]) || (parts.Length == 2 && IsRegion(parts[1]) && parts[0].Count(c => c == ' ') <= 2 && IsTownLike(parts[0])));
    }

    /// <summary>"Bumblebee" of "Bumblebee, Singapore": a text before a state or a country, if it is no town that is known.</summary>
    public static string? UnknownBefore(string place) =>
        place.Split(", ") is [var first, var region] && !IsKnown(first) && IsRegion(region) ? first : null;

    /// <summary>Whether a text may be a town that is not known: one to three capitalised words.</summary>
    public static bool IsTownLike(string text)
    {
        var words = text.Split(' ', '-');
        return words.Length <= 4 && TownLike().IsMatch(text) && !(text.Length <= 4 && text.Skip(1).Any(char.IsUpper)) && HeadNouns.Of(text) == HeadNoun.None && !StudyWords.School().IsMatch(text) && text.Any(char.IsLower);
    }

    /// <summary>"University of California, Berkeley" at the beginning of a text: the town is a part of the name, unless its state follows.</summary>
    public static string? Campus(string text) => CampusName().Match(text) is { Success: true } campus && !StudyWords.Degree().IsMatch(campus.Value) ? campus.Value : null;

    /// <summary>The two letters of a state or province.</summary>
    public static bool IsState(string text) => States.Contains(text) || ShortStates.Contains(text) || ShortStates.Contains(text + ".");

    private static bool IsKnown(string part) => IsIn("town", part) || IsIn("region", part);

    private static bool IsRegion(string part) => IsState(part) || IsIn("region", part);

    private static bool IsIn(string kind, string part)
    {
        var folded = Around().Replace(TextFold.Fold(part), "").Trim();
        return Known[kind].Contains(folded) || Known[kind].Contains(folded.TrimEnd('.'));
    }

    [GeneratedRegex(@"^(?:(?:Indian|National) Institutes? of (?:Technology|Management|Fashion Technology)|California State University|State University of New York|City University of New York|University of (?:California|Texas|Illinois|Wisconsin|Michigan|Massachusetts|Maryland|Minnesota|North Carolina|Colorado|Missouri|Nebraska|Tennessee|Alabama|Hawaii|Nevada|Alaska|Arkansas|Maine|Washington|Houston))(?:(?: at|\s?[–-])\s?\p{Lu}[\p{L}.]+(?:[\s-]\p{Lu}\p{L}+)*(?=,|$|\s[(–—|-])|,\s\p{Lu}[\p{L}.]+(?:\s\p{Lu}\p{L}+)*(?=$|\s\(|,(?!\s?\p{Lu}{2}\b)))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CampusName();

    [GeneratedRegex(@"\s?[,/|]\s?|\s[–—-]\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\s(?:&|and|et|or|ou)\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Two();

    // "(69)", "75011", "SW1A 1AA", "CA 94105"
    [GeneratedRegex(@"\(\d{2,5}\)|[()]|(?<![\p{L}\d])\d{4,5}(?:-\d{4})?(?!\d)|(?<!\p{L})[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\p{L})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Codes();

    [GeneratedRegex(@"(?<!\d)\d{5}\s\p{Lu}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FrenchTown();

    [GeneratedRegex(@"^\p{Lu}[\p{L}.'’]+(?:[\s-](?:\p{Lu}[\p{L}.'’]*|[dl]['’]\p{Lu}\p{L}+|d[eu]|l[ea]s?|sur|en|of|upon|sous)){0,4}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TownLike();

    // "Greater London Area", "Région de Lyon", "Paris 15e", "Lyon et alentours"
    [GeneratedRegex(@"^(?:greater|region(?: de| d')?|metro|ville de|pres de|near)\s|\s(?:area|metro area|et alentours|et region|cedex(?: \d+)?|\d{1,2}(?:e|eme|er)?)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Around();
}
