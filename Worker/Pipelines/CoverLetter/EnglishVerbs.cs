using System.Collections.Frozen;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>The verbs that begin lines about work, from one form to another: "runs" is "run", "run" was "ran". Pure.</summary>
internal static class EnglishVerbs
{
    private static readonly FrozenDictionary<string, string> Irregular = """
        lead led | build built | run ran | write wrote | teach taught | keep kept | give gave | make made | sell sold | hold held | drive drove
        oversee oversaw | win won | grow grew | cut cut | set set | meet met | take took | bring brought | speak spoke | seek sought | find found
        begin began | become became | deal dealt | send sent | spend spent | put put | pay paid | rewrite rewrote | undertake undertook
        shoot shot | hit hit | feed fed | draw drew | choose chose | do did | get got | uphold upheld | lend lent | buy bought | plan planned
        ship shipped | stop stopped | map mapped | scan scanned | log logged | submit submitted | spot spotted | refer referred | program programmed
        """.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(' '))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Pasts = Irregular.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>"led", "designed", "planned".</summary>
    public static bool IsPast(string word) => Pasts.Contains(word) || (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) && Bases(word).Any(TaskLines.IsVerb));

    /// <summary>"design" of "designs"; null for any other word.</summary>
    public static string? OfThirdPerson(string word) =>
        word.Length < 4 || word[^1] != 's' ? null
        : TaskLines.IsVerb(word[..^1]) ? word[..^1]
        : word.EndsWith("ies", StringComparison.Ordinal) && TaskLines.IsVerb(word[..^3] + "y") ? word[..^3] + "y"
        : word.EndsWith("es", StringComparison.Ordinal) && TaskLines.IsVerb(word[..^2]) ? word[..^2]
        : null;

    /// <param name="verb">As in "design".</param>
    public static string Past(string verb) =>
        Irregular.TryGetValue(verb, out string? past) ? past
        : verb[^1] == 'e' ? verb + "d"
        : verb[^1] == 'y' && !"aeiou".Contains(verb[^2], StringComparison.Ordinal) ? verb[..^1] + "ied"
        : verb + "ed";

    // "designed", "planned", "managed", "carried"
    private static IEnumerable<string> Bases(string past)
    {
        yield return past[..^2];
        yield return past[..^1];
        yield return past[..^3];
        if (past.EndsWith("ied", StringComparison.Ordinal))
        {
            yield return past[..^3] + "y";
        }
    }
}
