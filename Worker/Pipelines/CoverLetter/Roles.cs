using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>Titles and employers in a sentence. Pure.</summary>
internal static partial class Roles
{
    /// <summary>"as Software Engineer at Acme", "comme infirmière (CHU de Lille)"; null for a position without both.</summary>
    /// <param name="said">How many roles the same text has named before: the words in front are others for each of three.</param>
    public static string? As(Wording speak, Position position, int said = 0)
    {
        string? organisation = position.Organisation?.TrimEnd(' ', ',', '.');
        if (position.Title is null)
        {
            return organisation is null ? null
                : speak.Say($"at {organisation}", HeadNouns.BeginsWithCommonNoun(organisation) ? $"dans un {(said > 0 ? "autre " : "")}poste {Wording.InBrackets(organisation)}" : $"chez {organisation}");
        }

        string title = Title(speak, position.Title);
        string role = (said % 3) switch
        {
            0 => speak.Say($"as {title}", $"comme {title}"),
            1 => speak.Say($"working as {title}", $"en tant {Wording.Que(title)}"),
            _ => speak.Say($"in the role of {title}", $"au poste {Wording.De(title)}"),
        };
        return organisation is null ? role : role + speak.Say($" at {organisation}", $" {Wording.InBrackets(organisation)}");
    }

    /// <summary>" chez Acme", and " (CHU de Lille)" where the name would need an article.</summary>
    public static string AtInFrench(string company) => HeadNouns.BeginsWithCommonNoun(company) ? $" {Wording.InBrackets(company)}" : $" chez {company}";

    /// <summary>
    /// A title in the middle of a sentence, without what stands in brackets after it ("(m/f/d)", "(30 hours per week)"). In French its own capitals
    /// stay only where it has several, such as "Data Scientist".
    /// </summary>
    public static string Title(Wording speak, string title)
    {
        string plain = Aside().Replace(title, "");
        title = plain.Length > 0 ? plain : title;
        if (!speak.French)
        {
            return title;
        }

        string[] words = title.Split(' ');
        bool shouted = words.Length > 1 && !title.Any(char.IsLower);
        bool several = words.Skip(1).Any(word => word.Length > 1 && char.IsUpper(word[0]) && word.Skip(1).Any(char.IsLower));
        return shouted ? title.ToLowerInvariant() : several ? title : WorkClauses.LowerFirst(title);
    }

    [GeneratedRegex(@"\s*\([^()]*\)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Aside();
}
