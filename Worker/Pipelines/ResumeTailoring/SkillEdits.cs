using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Moves requested skills to the front of the skills section, and adds requested skills that the rest of the résumé proves.</summary>
internal static class SkillEdits
{
    private const int MostAdded = 8;

    public static void Plan(ResumeDraft draft, CvProfile cv, AskedFor asked)
    {
        var resume = draft.Resume;
        if (resume.Section(CvSectionKind.Skills) is not { } first)
        {
            AddSection(draft, cv, asked);
            return;
        }
        var listed = new TermIndex(string.Join('\n', resume.Sections.Where(s => s.Kind == CvSectionKind.Skills).Select(resume.Content)));
        var proven = Proven(resume, cv, asked).Where(s => !listed.Contains(s)).Take(MostAdded).ToList();
        foreach (var section in resume.Sections.Where(s => s.Kind == CvSectionKind.Skills))
        {
            var lists = SkillList.Find(resume, section);
            var open = section == first && lists.Count > 0 && !lists.Exists(l => l.IsLabelled) ? lists[0] : null;
            foreach (var list in lists) Order(draft, asked, section, list, list == open ? proven : []);
            if (section == first && open is null && proven.Count > 0) AddLine(draft, section, lists, proven);
            OrderBullets(draft, asked, section, lists);
        }
    }

    private static void Order(ResumeDraft draft, AskedFor asked, ResumeSection section, SkillList list, List<string> added)
    {
        var all = list.Items.Concat(added).ToList();
        var ranks = all.ConvertAll(asked.Rank);
        var order = Enumerable.Range(0, all.Count).OrderBy(i => ranks[i]).ToList();
        var moved = order.Where((from, to) => from < list.Items.Count && ranks[from] < 2 && to < from).Select(i => all[i]).ToList();
        if (moved.Count == 0 && added.Count == 0) return;

        var speak = draft.Speak;
        List<string> said = [];
        if (moved.Count > 0) said.Add(speak.Say($"moved {speak.Some(moved)} to the front", $"{speak.Some(moved)} en tête"));
        if (added.Count > 0) said.Add(speak.Say($"added {speak.Some(added)}", $"ajout de {speak.Some(added)}"));
        draft.Change(section, list.Line, list.Line + 1, [list.Write(order.Select(i => all[i]))], Words.Capitalise(string.Join(", ", said)),
            added.Count == 0
                ? speak.Say("The posting asks for them; readers and filters look at the first ones.", "L'offre les demande ; on lit d'abord les premières.")
                : speak.Say("Asked for by the posting, and proven elsewhere in the résumé.", "Demandé par l'offre, et prouvé ailleurs dans le CV."));
    }

    private static void AddLine(ResumeDraft draft, ResumeSection section, List<SkillList> lists, List<string> proven)
    {
        var speak = draft.Speak;
        var last = section.End;
        while (last > section.First && string.IsNullOrWhiteSpace(draft.Resume.Lines[last - 1])) last--;
        // The new line comes after the last line. It has the same indent and bullet, and a label if another line has one.
        var model = last > section.First ? draft.Resume.Lines[last - 1] : "";
        var indent = ResumeText.Indent(model);
        var prefix = model[..(indent + ResumeText.MarkerLength(model.AsSpan(indent)))];
        var label = lists.Exists(l => l.IsLabelled) ? draft.Own.Say("Also: ", "Autres : ") : "";
        draft.Insert(section, last, [prefix + label + string.Join(", ", proven)],
            speak.Say($"Added {speak.Some(proven)}", $"Ajout de {speak.Some(proven)}"),
            speak.Say("Asked for by the posting, and proven elsewhere in the résumé.", "Demandé par l'offre, et prouvé ailleurs dans le CV."));
    }

    private static void OrderBullets(ResumeDraft draft, AskedFor asked, ResumeSection section, List<SkillList> lists)
    {
        var items = draft.Resume.Items.Where(i => i.First >= section.First && i.End <= section.End && !lists.Exists(l => l.Line == i.First)).ToList();
        BulletEdits.OrderBlocks(draft, section, items, text => 2 - asked.Rank(text),
            draft.Speak.Say("Put the skills asked for first", "Compétences demandées en tête"));
    }

    private static void AddSection(ResumeDraft draft, CvProfile cv, AskedFor asked)
    {
        var speak = draft.Speak;
        var proven = Proven(draft.Resume, cv, asked).Take(2 * MostAdded).ToList();
        if (proven.Count < 2 || draft.Resume.Section(CvSectionKind.Experience) is not { HeadingLine: >= 0 } before) return;
        var heading = Headings.Like(before.Heading, draft.Own.Section(CvSectionKind.Skills));
        draft.Insert(new ResumeSection(CvSectionKind.Skills, heading, before.HeadingLine, before.HeadingLine, before.HeadingLine), before.HeadingLine,
            [heading, string.Join(", ", proven), ""],
            speak.Say($"Added a skills section: {speak.Some(proven)}", $"Ajout d'une rubrique compétences : {speak.Some(proven)}"),
            speak.Say("The résumé proves them, but has no place where a filter finds them.", "Le CV les prouve, mais aucune rubrique ne les nomme."));
    }

    /// <summary>Requested skills that the reader found and whose exact name occurs outside the skills section.</summary>
    private static IEnumerable<string> Proven(ResumeText resume, CvProfile cv, AskedFor asked)
    {
        var told = new TermIndex(string.Join('\n', resume.Sections.Where(s => s.Kind is not (CvSectionKind.Skills or CvSectionKind.Interests))
            .Select(resume.Content)));
        var shown = new Evidence(cv);
        return asked.Skills.Where(s => shown.Skill(s) && told.Contains(s));
    }
}
