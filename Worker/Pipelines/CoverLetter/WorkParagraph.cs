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
        return told.Count == 0 ? null : string.Join(' ', told.SelectMany(group => Sentences(speak, group[0].Position, [.. group.Select(found => found.Clause!)])));
    }

    private static IEnumerable<string> Sentences(Wording speak, Position position, IReadOnlyList<Clause> clauses)
    {
        string opening = Roles.As(speak, position) is { } role ? $"{Words.Capitalise(role)}, " : "";
        string start = opening;
        int said = 0;
        foreach (var clause in clauses.Where(clause => clause.IsVerbal))
        {
            yield return said switch
            {
                0 => Words.Capitalise(speak.Say($"{start}I {clause.Text}.", $"{start}j'ai {clause.Text}.")),
                1 => speak.Say($"I also {clause.Text}.", $"J'ai aussi {clause.Text}."),
                _ => speak.Say($"In the same role I {clause.Text}.", $"Dans le même poste, j'ai {clause.Text}."),
            };
            (start, said) = ("", said + 1);
        }

        var tasks = clauses.Where(clause => !clause.IsVerbal).Select(clause => clause.Text).ToList();
        if (tasks.Count == 0)
        {
            yield break;
        }

        string list = tasks.Count > 1 ? string.Join(speak.Say("; ", " ; "), tasks) : tasks[0];
        string english = position.Current ? "take care of" : "took care of";
        string french = position.Current ? "pour" : "eu pour";
        string mission = tasks.Count > 1 ? "missions" : "mission";
        yield return said == 0
            ? Words.Capitalise(speak.Say($"{start}I {english} {list}.", $"{start}j'ai {french} {mission} : {list}."))
            : speak.Say($"I also {english} {list}.", $"J'ai aussi {french} {mission} : {list}.");
    }

    private sealed record Clause(string Text, bool IsVerbal)
    {
        public static Clause? Of(string line, bool french, bool current) =>
            WorkClauses.Verbal(line, french, current) is { } verbal ? new Clause(verbal, true)
            : WorkClauses.Nominal(line, french) is { } task ? new Clause(task, false)
            : null;
    }
}
