using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>
/// Turns a line of a CV about work into a part of a sentence: a clause of its verb ("built RESTful APIs", for "I …"), or the name of a task
/// ("surveillance des constantes"). The words stay those of the line; only the form of English verbs and the first letter change. Pure.
/// </summary>
internal static partial class WorkClauses
{
    private static readonly FrozenSet<string> Connects = Set("of for to with in on at as and or by from is was");

    // Descriptions of a person, and helping: neither a task nor the person's own deed.
    private static readonly FrozenSet<string> NoTask = Set("experienced skilled proficient responsible accountable tasked in familiar participation involvement fluent able worked technologies environment responsable charge chargee referent referente membre titulaire garant garante outils environnement");

    private static readonly FrozenSet<string> ProperNouns = Set("""
        i english french german spanish italian dutch portuguese russian chinese japanese arabic european american british
        january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday
        """);

    // "Conçu", "Réduit": participles that the ending does not tell.
    private static readonly FrozenSet<string> FrenchParticiples = Set("""
        concu reduit mis obtenu construit repris ecrit appris accompli etabli fourni garanti reussi defini elargi enrichi transmis traduit refondu rempli
        """);

    // With être, or nouns.
    private static readonly FrozenSet<string> NotWithAvoir = Set("entre arrive passe monte reste alle salarie marche employe associe charge qualifie diplome ne");

    /// <summary>What follows "I " or "j'ai "; null when the line has no verb of its own.</summary>
    /// <param name="line">Without a bullet.</param>
    /// <param name="french">Whether the letter, and so the line, is in French.</param>
    /// <param name="current">Whether the position lasts until today.</param>
    public static string? Verbal(string line, bool french, bool current)
    {
        line = Plain(line).Split(';')[0].TrimEnd(); // "Coordinates support; runs the choir": a sentence has one verb
        line = BulletOpenings.Tighten(line, french, current) ?? line;
        return french ? Participle(line) : Verb(line, current);
    }

    /// <summary>The name of a task, for a list; null for what is none.</summary>
    public static string? Nominal(string line, bool french)
    {
        line = Plain(line);
        string first = FirstWord(line);
        return line.Length < 4 || NoTask.Contains(first) || Person().IsMatch(line) || (french ? line.Contains(" :", StringComparison.Ordinal) : IsBeforeArticle(line)) || (!french && (EnglishVerbs.IsPast(first) || EnglishVerbs.OfThirdPerson(first) is not null))
            ? null
            : LowerFirst(line);
    }

    /// <summary>The line as it goes on in a sentence.</summary>
    public static string LowerFirst(string line)
    {
        int end = line.IndexOfAny([' ', ',', '\'', '’']);
        string first = end < 0 ? line : line[..end];
        bool ordinary = first.Length > 0 && char.IsUpper(first[0]) && !first.Skip(1).Any(c => char.IsUpper(c) || char.IsDigit(c) || c == '.')
            && !ProperNouns.Contains(TextFold.Fold(first)) && !BeginsWithName(line);
        return ordinary ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }

    /// <summary>The first sentence, without the punctuation at its end.</summary>
    private static string Plain(string line)
    {
        line = Words.Squeeze(line);
        var end = SentenceEnd().Match(line);
        return (end.Success ? line[..end.Index] : line).Trim('.', ';', ',', ':', '!', ' ', '>');
    }

    private static string? Verb(string line, bool current)
    {
        string[] words = line.Split(' ');
        if (words[0] is "I" && words.Length > 2)
        {
            return line[2..];
        }

        string first = FirstWord(line);
        if (words.Length < 2)
        {
            return null;
        }

        if (EnglishVerbs.IsPast(first) || (IsBeforeArticle(line) && first.EndsWith("ed", StringComparison.Ordinal)))
        {
            return LowerFirst(line);
        }

        // "Design of bridges" and "Support Engineer" are names.
        string next = TextFold.Fold(words[1]).Trim(',');
        if (Connects.Contains(next) && next is not ("and" or "with" or "to") || (char.IsUpper(words[1][0]) && words[1].Skip(1).Any(char.IsLower) && words.Length < 4))
        {
            return null;
        }

        bool third = EnglishVerbs.OfThirdPerson(first) is not null;
        if (!third && !IsBeforeArticle(line) && !(TaskLines.IsVerb(first) && (next is "and" || Determined().IsMatch(words[1]))))
        {
            return null;
        }

        for (int i = 0; i < words.Length; i++)
        {
            bool begins = i == 0 || words[i - 1] is "and" || words[i - 1].EndsWith(',');
            string word = TextFold.Fold(words[i]).TrimEnd(',');
            string? verb = !begins || (i > 0 && !char.IsLower(words[i][0])) ? null : third ? EnglishVerbs.OfThirdPerson(word) : i == 0 || TaskLines.IsVerb(word) ? word : null;
            if (verb is not null && (i == 0 || i + 1 < words.Length))
            {
                words[i] = (current ? verb : EnglishVerbs.Past(verb)) + (words[i].EndsWith(',') ? "," : "");
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>"Own the budget": what stands in front of an article is a verb, whether a list has it or not.</summary>
    private static bool IsBeforeArticle(string line) => BeforeArticle().IsMatch(line) && !Connects.Contains(FirstWord(line));

    private static string? Participle(string line)
    {
        if (FirstPerson().Match(line) is { Success: true } have)
        {
            return line[have.Length..];
        }

        int space = line.IndexOf(' ');
        string first = space < 0 ? line : line[..space];
        string folded = TextFold.Fold(first);
        bool participle = FrenchParticiples.Contains(folded)
            || (first.Length > 4 && first[^1] == 'é' && !folded.EndsWith("te", StringComparison.Ordinal) && !NotWithAvoir.Contains(folded));
        return participle && space > 0 ? LowerFirst(line) : null;
    }

    private static bool BeginsWithName(string line) =>
        SkillLexicon.Builtin.Find(line) is [{ Start: 0 } mention, ..] && (mention.Length < 2 || (IsName(mention.Skill) && line.StartsWith(mention.Skill.Name, StringComparison.Ordinal)));

    /// <summary>Tools and languages have names; tasks of a trade have words.</summary>
    private static bool IsName(Skill skill) => skill.Category is "language" or "framework" or "cloud" or "database" or "tool" or "office" or "design";

    private static string FirstWord(string line) => TextFold.Fold(line.Split(' ')[0]).Trim(',', '.', ':', ';', '(', ')', '"');

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<=[\p{Ll}\p{N})%]{2})[.!?;](?=\s+\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    // An object follows: "a team", "the books", "40 clients", "event-driven services", "invoices".
    [GeneratedRegex(@"^(?:an?|the|all|our|their|its|new|up|\d.*|\p{Ll}[\p{Ll}-]*s|\p{Ll}+ing|\p{Ll}+-\p{Ll}+),?$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Determined();

    [GeneratedRegex(@"^(?!\p{L}+ing |(?:across|after|around|before|between|over|through|under|within|during|both|not|such|what|half) )\p{L}{2,} (?:an?|the) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeArticle();

    [GeneratedRegex(@"^j['’]ai\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstPerson();

    [GeneratedRegex(@"^(?:I|we|you|they|je|nous|vous|on|j['’]\p{L}+)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Person();
}
