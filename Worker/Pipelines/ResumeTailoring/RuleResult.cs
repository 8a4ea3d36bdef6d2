using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <param name="RuleId">Stable over versions and languages (<c>contact.email</c>).</param>
/// <param name="Label">In the language of the reader.</param>
/// <param name="Detail">The finding, in the language of the reader.</param>
public sealed record RuleResult(string RuleId, string Label, ValidationStatus Status, string Detail);

/// <summary>One rule for a résumé.</summary>
public sealed class Rule
{
    private readonly string _english;
    private readonly string _french;
    private readonly Func<RuleContext, (ValidationStatus, string)> _check;

    internal Rule(string id, string english, string french, Func<RuleContext, (ValidationStatus, string)> check) =>
        (Id, _english, _french, _check) = (id, english, french, check);

    public string Id { get; }

    internal string Label(Wording speak) => speak.Say(_english, _french);

    public RuleResult Check(RuleContext context)
    {
        var (status, detail) = _check(context);
        return new RuleResult(Id, Label(context.Speak), status, detail);
    }
}

/// <summary>The input of the rules.</summary>
public sealed class RuleContext
{
    /// <param name="text">The résumé to check; <paramref name="cv"/> was read from it.</param>
    /// <param name="posting">Null when the résumé is checked alone: rules about the posting then pass.</param>
    /// <param name="today">The current day: "present" ends here, and later dates are in the future.</param>
    /// <param name="reader">The language of labels and details, en or fr; null: that of the résumé.</param>
    public RuleContext(string text, CvProfile cv, JobPosting? posting, DateOnly today, string? reader = null)
    {
        Speak = Wording.For(reader, cv);
        (Cv, Posting, Today) = (cv, posting, today);
        Resume = ResumeText.Of(text, cv);
        Text = string.Join('\n', Resume.Lines);
        Words = Intelligence.Words.Of(Text);
        Achievements = [.. ResumeTailoring.Achievements.Of(Resume).Select(i => i.Text)];
        // For a résumé without bullets, the rules use the reader's lines.
        if (Achievements.Count == 0) Achievements = [.. cv.Positions.SelectMany(p => p.Highlights)];
    }

    public CvProfile Cv { get; }
    public JobPosting? Posting { get; }
    public DateOnly Today { get; }
    public string Text { get; }
    public ResumeText Resume { get; }
    internal List<Word> Words { get; }
    internal IReadOnlyList<string> Achievements { get; }
    internal Wording Speak { get; }

    /// <summary>Whether the résumé is French.</summary>
    internal bool InFrench => Wording.Of(Cv).French;
}
