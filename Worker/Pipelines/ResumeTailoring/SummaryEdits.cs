using System.Text;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Gives the résumé a headline and a summary that answer the posting, composed from the content of the résumé.</summary>
internal static partial class SummaryEdits
{
    private const int NamedSkills = 5;
    private const int LongestAchievement = 220;

    public static void PlanHeadline(ResumeDraft draft, CvProfile cv, JobPosting posting)
    {
        // Only the current title is used: an earlier title, even a nearer one, could rank the person too low.
        var today = cv with { Positions = [.. cv.Positions.Take(1)] };
        if (FitScorer.BestTitle(today, posting.Title) is not { } best || draft.Resume.Sections is not [{ Kind: CvSectionKind.Header } header, ..]) return;
        var speak = draft.Speak;
        var title = Words.Squeeze(best.Title);
        var lines = draft.Resume.Lines;
        if (cv.Title is { } own && Find(lines, header, own) is { } at)
        {
            var now = FitScorer.BestTitle(new CvProfile { Language = cv.Language, Title = own }, posting.Title)?.Similarity ?? 0;
            if (best.Similarity < now + 0.1) return;
            draft.Change(header, at, at + 1, [lines[at][..ResumeText.Indent(lines[at])] + title],
                speak.Say($"Headline: {title}", $"Titre : {title}"),
                speak.Say($"A title held, and nearer to {speak.Quote(posting.Title!)}.", $"Un titre occupé, et plus proche de {speak.Quote(posting.Title!)}."));
        }
        else if (best.Similarity >= 0.3 && cv.FullName is { } name && Find(lines, header, name) is { } nameAt
                 && !new TermIndex(draft.Resume.Content(header)).Contains(title))
        {
            draft.Insert(header, nameAt + 1, [lines[nameAt][..ResumeText.Indent(lines[nameAt])] + title],
                speak.Say($"Headline: {title}", $"Titre : {title}"),
                speak.Say($"A title held that answers {speak.Quote(posting.Title!)} at first sight.", $"Un titre occupé qui répond d'emblée à {speak.Quote(posting.Title!)}."));
        }
    }

    public static void PlanSummary(ResumeDraft draft, CvProfile cv, AskedFor asked)
    {
        var resume = draft.Resume;
        var section = resume.Section(CvSectionKind.Summary);
        if (section is null) Assemble(draft, cv, asked);
        else Extend(draft, section, cv, asked);
    }

    // The author's own summary stays; missing points are added to it.
    private static void Extend(ResumeDraft draft, ResumeSection section, CvProfile cv, AskedFor asked)
    {
        var (resume, speak, own) = (draft.Resume, draft.Speak, draft.Own);
        int first = section.First, end = section.End;
        while (first < end && string.IsNullOrWhiteSpace(resume.Lines[first])) first++;
        while (end > first && string.IsNullOrWhiteSpace(resume.Lines[end - 1])) end--;
        var lines = resume.Lines.Skip(first).Take(end - first).ToList();
        if (lines.Count is 0 or > 12 || section.First == section.HeadingLine || lines.Exists(l => string.IsNullOrWhiteSpace(l) || l.Contains('\t', StringComparison.Ordinal))
            || resume.Items.Any(i => i.First >= first && i.End <= end)) return;

        var old = Words.Squeeze(string.Join(' ', lines));
        var kept = Sentence().Split(old).Where(s => !(Filler().IsMatch(s) && asked.Relevance(s) == 0 && !Achievements.IsQuantified(s))).ToList();
        var index = new TermIndex(old);
        var text = new StringBuilder(string.Join(' ', kept));
        if (text.Length > 0 && text[^1] is not ('.' or '!' or '?')) text.Append('.');
        List<string> said = [];
        if (kept.Count < Sentence().Split(old).Length) said.Add(speak.Say("dropped filler", "remplissage retiré"));

        var unsaid = Strengths(resume, cv, asked).Where(s => !index.Contains(s)).Take(NamedSkills).ToList();
        if (unsaid.Count > 0)
        {
            Append(text, own.Say($"Skilled in {own.List(unsaid)}.", $"Compétences : {own.List(unsaid)}."));
            said.Add(speak.Say($"named {speak.List(unsaid)}", $"mention de {speak.List(unsaid)}"));
        }
        if (!kept.Exists(s => Achievements.Strength(s) > 1) && Best(resume, own, asked) is { } best && !index.Contains(best))
        {
            Append(text, best);
            said.Add(speak.Say("added the achievement that counts most for this posting", "ajout de la réalisation la plus utile pour cette offre"));
        }
        if (said.Count == 0 || text.Length == 0) return;

        var indent = lines[0][..ResumeText.Indent(lines[0])];
        var width = lines.Count == 1 ? int.MaxValue : Math.Max(72, lines.Max(l => l.TrimEnd().Length));
        draft.Change(section, first, end, Wrap(text.ToString(), indent, width), Words.Capitalise(string.Join(", ", said)),
            speak.Say("The summary is read first: it should name what the posting asks for.", "Le profil se lit en premier : il doit nommer ce que l'offre demande."));
    }

    private static void Assemble(ResumeDraft draft, CvProfile cv, AskedFor asked)
    {
        var (resume, speak, own) = (draft.Resume, draft.Speak, draft.Own);
        if (resume.Sections.FirstOrDefault(s => s.HeadingLine >= 0) is not { } next) return;
        var skills = Strengths(resume, cv, asked).Take(NamedSkills).ToList();
        var text = new StringBuilder(Lead(resume, cv, own, skills));
        if (Best(resume, own, asked) is { } best) Append(text, best);
        if (text.Length == 0) return;
        var heading = Headings.Like(next.Heading, own.Section(CvSectionKind.Summary));
        var at = next.HeadingLine;
        draft.Insert(new ResumeSection(CvSectionKind.Summary, heading, at, at, at), at, [heading, .. Wrap(text.ToString(), "", 100), ""],
            speak.Say("Added a summary out of the résumé's own facts", "Ajout d'un profil tiré des faits du CV"),
            speak.Say("The first lines decide whether the rest is read.", "Les premières lignes décident si l'on lit la suite."));
    }

    // "Staff Nurse with 8 years of experience, skilled in wound care and triage."
    private static string Lead(ResumeText resume, CvProfile cv, Wording speak, List<string> skills)
    {
        var stated = Years().Match(string.Join('\n', resume.Lines));
        var since = cv.Positions.Select(p => p.Start?.Year).Min();
        var experience = stated.Success
            ? speak.Say($"{stated.Groups["years"].Value} years of experience", $"{stated.Groups["years"].Value} ans d'expérience")
            : since is { } year ? speak.Say($"experience since {year}", $"expérience depuis {year}") : null;
        var skilled = skills.Count == 0 ? null : speak.Say($"skilled in {speak.List(skills)}", $"compétences : {speak.List(skills)}");
        if (Words.Squeeze(cv.Title ?? "") is not { Length: > 0 } title)
            return skilled is null ? "" : Words.Capitalise(skilled) + ".";
        var lead = experience is null ? title : $"{title} {speak.Say("with", "avec")} {experience}";
        return (skilled is null ? lead : $"{lead}, {skilled}") + ".";
    }

    /// <summary>Requested skills as the résumé names them, must-haves first: canonical names, then entries of its skills lists.</summary>
    private static IEnumerable<string> Strengths(ResumeText resume, CvProfile cv, AskedFor asked)
    {
        var shown = new Evidence(cv);
        var whole = new TermIndex(string.Join('\n', resume.Lines));
        var listed = resume.Sections.Where(s => s.Kind == CvSectionKind.Skills)
            .SelectMany(s => SkillList.Find(resume, s).SelectMany(l => l.Items)
                .Concat(resume.Items.Where(i => i.First >= s.First && i.End <= s.End && i.Text.Length <= 40).Select(i => i.Text)))
            .Where(i => !i.Contains(',', StringComparison.Ordinal) && asked.Rank(i) == 0);
        return asked.Skills.Where(s => shown.Skill(s) && whole.Contains(s)).Concat(listed).DistinctBy(Words.Key);
    }

    private static string? Best(ResumeText resume, Wording speak, AskedFor asked)
    {
        var best = Achievements.Of(resume).Where(i => i.Text.Length <= LongestAchievement && Achievements.IsQuantified(i.Text))
            .Select(i => (Text: LineEdits.Clean(i.Text), Worth: asked.Relevance(i.Text) + 10 * Achievements.Strength(i.Text)))
            .OrderByDescending(i => i.Worth).FirstOrDefault().Text;
        if (best is null) return null;
        best = Words.Capitalise(BulletOpenings.Tighten(best, speak.French, current: false) ?? best);
        return best[^1] is '.' or '!' ? best : best.TrimEnd(';', ',', ' ') + ".";
    }

    private static int? Find(IReadOnlyList<string> lines, ResumeSection section, string text)
    {
        var key = Words.Key(text);
        for (var i = section.First; i < section.End; i++)
            if (key.Length > 0 && Words.Key(lines[i]) == key) return i;
        return null;
    }

    private static void Append(StringBuilder text, string sentence) => text.Append(text.Length > 0 ? " " : "").Append(sentence);

    private static List<string> Wrap(string text, string indent, int width)
    {
        List<string> lines = [];
        var line = new StringBuilder(indent);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear().Append(indent);
            }
            if (line.Length > indent.Length) line.Append(' ');
            line.Append(word);
        }
        lines.Add(line.ToString());
        return lines;
    }

    [GeneratedRegex(@"(?<=[.!?]) (?=\p{Lu})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\b(?:team player|hard[- ]?working|highly motivated|self[- ]starter|detail[- ]oriented|results?[- ]driven|think outside the box|go[- ]getter|fast learner|dynamique|motivée?|rigoureux|rigoureuse|esprit d['’]équipe|polyvalente?|ponctuelle?)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Filler();

    [GeneratedRegex(@"(?<![\d.,])(?<years>\d{1,2}\+?) (?:years|ans)\b(?! old)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Years();
}
