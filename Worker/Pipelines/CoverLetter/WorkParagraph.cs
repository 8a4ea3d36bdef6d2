using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>The paragraph about what a person has done: the lines of the CV that answer the posting best, as sentences. Pure.</summary>
internal static class WorkParagraph
{
    private const int Shortest = 16;
    private const int Longest = 260;

    /// <param name="most">How many lines it tells.</param>
    /// <returns>Null when no line can be told.</returns>
    public static string? Write(Wording speak, LetterBrief brief, int most)
    {
        // A line of a CV in another language would be foreign words in the middle of a sentence.
        if ((brief.Cv.Language == "fr") != speak.French)
        {
            return null;
        }

        var asked = new AskedFor(brief.Posting);
        var told = brief.Cv.Positions
            .SelectMany((position, order) => position.Highlights.Where(line => line.Length is >= Shortest and < Longest).Select(line => (Order: order, Position: position, Line: line)))
            .Select(found => (found.Order, found.Position, found.Line, Clause: Clause.Of(found.Line, speak.French, found.Position.Current), Value: asked.Relevance(found.Line) + Achievements.Strength(found.Line)))
            .Where(found => found.Clause is not null)
            .DistinctBy(found => string.Join(' ', Words.Of(found.Line).Select(word => Lexicon.Stem(word.Text)))) // "manages" and "managed" say it twice
            .OrderByDescending(found => found.Value).ThenBy(found => found.Order)
            .Take(most)
            .OrderBy(found => found.Order)
            .GroupBy(found => found.Order, (_, group) => group.ToList())
            .ToList();
        return told.Count == 0 ? null : string.Join(' ', Tell(speak, brief.Cv.Positions[0], told.ConvertAll(group => (group[0].Order, group[0].Position, group.ConvertAll(found => found.Clause!)))));
    }

    /// <summary>The letter has named the last position of the person already. An employer is named once. The words in front of roles and of lists of tasks are others each time.</summary>
    private static IEnumerable<string> Tell(Wording speak, Position last, List<(int Order, Position Position, List<Clause> Clauses)> told)
    {
        int named = 0, listed = 0;
        var employers = new HashSet<string> { last.Organisation ?? "" };
        foreach (var (order, position, clauses) in told)
        {
            string? role = order > 0 ? Roles.As(speak, employers.Add(position.Organisation ?? "") || position.Title is null ? position : position with { Organisation = null }, ++named)
                : Roles.As(speak, position) is null ? null
                : position.Current ? speak.Say("in my current role", "dans mon poste actuel") : speak.Say("in my last role", "dans mon dernier poste");
            var parts = clauses.Where(clause => clause.IsVerbal).Select(clause => speak.Say($"I {clause.Text}", $"j'ai {clause.Text}")).ToList();
            var tasks = clauses.Where(clause => !clause.IsVerbal).Select(clause => clause.Text).ToList();
            if (tasks.Count > 0)
            {
                parts.Add(Tasks(speak, position.Current, tasks, listed++));
            }

            for (int i = 0; i < parts.Count; i++)
            {
                string front = i switch
                {
                    0 => role is null ? "" : $"{role}, ",
                    1 => "",
                    _ => speak.Say("in the same role ", "dans le même poste, "),
                };
                yield return $"{Words.Capitalise(front + (i == 1 ? Also(speak, parts[i]) : parts[i]))}.";
            }
        }
    }

    /// <param name="said">How many lists the same paragraph has already.</param>
    private static string Tasks(Wording speak, bool current, List<string> tasks, int said)
    {
        string list = string.Join(speak.Say("; ", " ; "), tasks);
        string mission = tasks.Count > 1 ? "missions" : "mission";
        return (said, current) switch
        {
            (0, true) => speak.Say($"I take care of {list}", $"j'ai pour {mission} : {list}"),
            (0, false) => speak.Say($"I took care of {list}", $"j'ai eu pour {mission} : {list}"),
            (1, true) => speak.Say($"I deal with {list}", $"j'assure : {list}"),
            (1, false) => speak.Say($"I dealt with {list}", $"j'ai assuré : {list}"),
            (_, true) => speak.Say($"I work on {list}", $"j'interviens sur : {list}"),
            _ => speak.Say($"I worked on {list}", $"j'ai travaillé sur : {list}"),
        };
    }

    /// <summary>"I also built …", "j'ai aussi conçu …".</summary>
    private static string Also(Wording speak, string part)
    {
        int verb = part.IndexOf(' ', StringComparison.Ordinal);
        return speak.French ? $"{part[..verb]} aussi{part[verb..]}" : $"I also{part[verb..]}";
    }

    private sealed record Clause(string Text, bool IsVerbal)
    {
        public static Clause? Of(string line, bool french, bool current) =>
            WorkClauses.Verbal(line, french, current) is { } verbal ? new Clause(verbal, true)
            : WorkClauses.Nominal(line, french) is { } task ? new Clause(task, false)
            : null;
    }
}
