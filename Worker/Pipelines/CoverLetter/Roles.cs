using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>Titles and employers in a sentence. Pure.</summary>
internal static class Roles
{
    /// <summary>"as Software Engineer at Acme", "en tant qu'infirmière (CHU de Lille)"; null for a position without both.</summary>
    public static string? As(Wording speak, Position position)
    {
        string? organisation = position.Organisation?.TrimEnd(' ', ',', '.');
        return (position.Title, organisation) switch
        {
            ({ } title, { } at) => speak.Say($"as {title} at {at}", $"en tant {Wording.Que(InFrench(title))} ({at})"),
            ({ } title, null) => speak.Say($"as {title}", $"en tant {Wording.Que(InFrench(title))}"),
            (null, { } at) => speak.Say($"at {at}", HeadNouns.BeginsWithCommonNoun(at) ? $"dans un poste ({at})" : $"chez {at}"),
            _ => null,
        };
    }

    /// <summary>" chez Acme", and " (CHU de Lille)" where the name would need an article.</summary>
    public static string AtInFrench(string company) => HeadNouns.BeginsWithCommonNoun(company) ? $" ({company})" : $" chez {company}";

    /// <summary>A title in the middle of a French sentence: its own capitals stay only in titles that have several, such as "Data Scientist".</summary>
    public static string InFrench(string title)
    {
        string[] words = title.Split(' ');
        bool shouted = words.Length > 1 && !title.Any(char.IsLower);
        bool several = words.Skip(1).Any(word => word.Length > 1 && char.IsUpper(word[0]) && word.Skip(1).Any(char.IsLower));
        return shouted ? title.ToLowerInvariant() : several ? title : WorkClauses.LowerFirst(title);
    }
}
