using System.Text;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Repairs single lines: weak openings, months written in several ways, characters that filters can't read, filler lines.</summary>
internal static partial class LineEdits
{
    public static void Plan(ResumeDraft draft)
    {
        var style = MajorityStyle(draft.Resume);
        var openings = Openings(draft);
        foreach (var section in draft.Resume.Sections)
        {
            List<string> cleaned = [];
            void Flush(int end)
            {
                if (cleaned.Count > 0)
                    draft.Change(section, end - cleaned.Count, end, cleaned,
                        draft.Speak.Say("Replaced characters that filters can't read", "Caractères illisibles pour les filtres remplacés"),
                        draft.Speak.Say("Ligatures, invisible marks, icons and tab stops hide words from search.", "Ligatures, marques invisibles, icônes et tabulations cachent des mots à la recherche."));
                cleaned = [];
            }
            for (var i = section.First; i < section.End && !draft.IsFull; i++)
            {
                var line = draft.IsChanged(i) ? "" : draft[i];
                var clean = Clean(line);
                var edited = openings.TryGetValue(i, out var opening) ? Reopen(clean, opening) : clean;
                var dated = style is { } s ? DateStyle.Restyle(edited, s, draft.Own.French) : edited;
                // Neighbouring lines that only need cleaning make one edit.
                if (dated == clean)
                {
                    if (clean != line) cleaned.Add(clean);
                    else Flush(i);
                    continue;
                }
                Flush(i);
                if (dated == edited) Opening(draft, section, i, edited);
                else draft.Change(section, i, i + 1, [dated],
                    draft.Speak.Say("Wrote the dates like the others", "Dates écrites comme les autres"),
                    draft.Speak.Say("One way of writing months is easier to read, for people and filters.", "Une seule écriture des mois se lit mieux, pour l'œil comme pour les filtres."));
            }
            Flush(section.End);
        }
        RemoveFiller(draft);
    }

    /// <summary>Writes out ligatures, drops invisible marks, and replaces unusual hyphens, spaces and bullets by plain ones.</summary>
    public static string Clean(string line)
    {
        if (!line.AsSpan().ContainsAny(Hostile) && !line.Contains('\t', StringComparison.Ordinal)) return line;
        var clean = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (Words.IsInvisible(c)) continue;
            _ = c switch
            {
                'ﬀ' => clean.Append("ff"),
                'ﬁ' => clean.Append("fi"),
                'ﬂ' => clean.Append("fl"),
                'ﬃ' => clean.Append("ffi"),
                'ﬄ' => clean.Append("ffl"),
                'ﬅ' or 'ﬆ' => clean.Append("st"),
                '\u2010' or '\u2011' => clean.Length > 0 && clean[^1] == '-' ? clean : clean.Append('-'),
                '\u2002' or '\u2003' or '\u2007' or '\u2009' => clean.Append(' '),
                >= '\uE000' and <= '\uF8FF' => clean.Append(i == ResumeText.Indent(line) && i + 1 < line.Length && char.IsWhiteSpace(line[i + 1]) ? "•" : ""),
                _ => clean.Append(c),
            };
        }
        // Some printers put a tab stop between all words.
        var text = clean.ToString();
        var tabs = TabGap().Count(text.Trim());
        return tabs > 2 && tabs * 2 > text.Count(char.IsWhiteSpace) - tabs ? text[..ResumeText.Indent(text)].Replace("\t", "", StringComparison.Ordinal) + Words.Squeeze(text) : text;
    }

    private static readonly System.Buffers.SearchValues<char> Hostile = System.Buffers.SearchValues.Create(
        [.. "\u00AD\uFEFF\u2060\u200B\u200C\u200D\u200E\u200Fﬀﬁﬂﬃﬄﬅﬆ\u2010\u2011\u2002\u2003\u2007\u2009", .. Enumerable.Range(0xE000, 0xF900 - 0xE000).Select(c => (char)c)]);

    // Items may have moved, so their lines are read from the draft. Only a one-line bullet or the first line of a bullet is reworded.
    private static Dictionary<int, (string Old, string New)> Openings(ResumeDraft draft)
    {
        var openings = new Dictionary<int, (string, string)>();
        var edited = ResumeItems(draft);
        foreach (var (line, prefix, text, first, current) in edited)
        {
            if (BulletOpenings.Tighten(text, draft.Own.French, current) is not { } better) continue;
            // The change must lie within the first line; the rest of a wrapped bullet stays.
            var rest = text[first.Length..];
            if (better.EndsWith(rest, StringComparison.Ordinal) && better.Length > rest.Length)
                openings[line] = (prefix + first, prefix + better[..(better.Length - rest.Length)]);
        }
        return openings;
    }

    private static IEnumerable<(int Line, string Prefix, string Text, string First, bool Current)> ResumeItems(ResumeDraft draft)
    {
        foreach (var section in draft.Resume.Sections.Where(s => s.Kind is CvSectionKind.Experience or CvSectionKind.Projects))
        {
            var current = false;
            for (var i = section.First; i < section.End; i++)
            {
                var line = draft.IsChanged(i) ? "" : Clean(draft[i]);
                var indent = ResumeText.Indent(line);
                var marker = ResumeText.MarkerLength(line.AsSpan(indent));
                if (marker == 0)
                {
                    if (Present().IsMatch(line)) current = true;
                    else if (HasYear().IsMatch(line)) current = false;
                    continue;
                }
                var first = Words.Squeeze(line[(indent + marker)..]);
                var text = new StringBuilder(first);
                for (var j = i + 1; j < section.End && !draft.IsChanged(j) && Continues(draft[j], indent); j++) text.Append(' ').Append(Words.Squeeze(draft[j]));
                yield return (i, line[..(indent + marker)], text.ToString(), first, current);
            }
        }
    }

    private static bool Continues(string line, int bulletIndent)
    {
        var indent = ResumeText.Indent(line);
        return indent < line.Length && indent > bulletIndent && ResumeText.MarkerLength(line.AsSpan(indent)) == 0;
    }

    private static string Reopen(string line, (string Old, string New) opening) =>
        Words.Squeeze(line) == Words.Squeeze(opening.Old) ? opening.New : line;

    private static void Opening(ResumeDraft draft, ResumeSection section, int line, string after) =>
        draft.Change(section, line, line + 1, [after],
            draft.Speak.Say("Opened with the action", "Commence par l'action"),
            draft.Speak.Say("A bullet that starts with what was done says more in fewer words.", "Une ligne qui commence par l'action en dit plus avec moins de mots."));

    private static MonthStyle? MajorityStyle(ResumeText resume)
    {
        var styles = resume.Sections.Where(s => s.Kind is CvSectionKind.Experience or CvSectionKind.Education or CvSectionKind.Projects)
            .SelectMany(s => DateStyle.Find(resume.Content(s))).Where(m => !m.Fixed).GroupBy(m => m.Style).OrderByDescending(g => g.Count()).ToList();
        return styles.Count > 1 ? styles[0].Key : null;
    }

    private static void RemoveFiller(ResumeDraft draft)
    {
        foreach (var section in draft.Resume.Sections)
        {
            for (var i = section.First; i < section.End && !draft.IsFull; i++)
                if (References().IsMatch(draft.Resume.Lines[i]))
                    draft.Change(section, i, i + 1, [], draft.Speak.Say("Dropped the line on references", "Ligne sur les références retirée"),
                        draft.Speak.Say("Everyone provides them on request; the line costs room.", "Chacun les fournit sur demande ; la ligne prend de la place."));
        }
    }

    [GeneratedRegex(@"^\W{0,20}(?:references (?:are )?(?:available|provided|furnished) (?:up)?on request|références (?:disponibles )?sur demande)\W{0,20}$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex References();

    [GeneratedRegex(@"\b(?:present|current|now|today|présent|aujourd['’]hui|actuel|actuelle|en cours|ce jour)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Present();

    [GeneratedRegex(@"\b(?:19|20)\d\d\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HasYear();

    [GeneratedRegex(@"\t", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TabGap();
}
