using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Puts the achievements that answer the posting first within their position.</summary>
internal static class BulletEdits
{
    // A longer run of bullets below one heading is no list of achievements.
    private const int LongestBlock = 30;

    public static void Plan(ResumeDraft draft, AskedFor asked)
    {
        var speak = draft.Speak;
        // A bullet that hides the person's own part counts less, whatever terms it contains.
        int Score(string text) => BulletOpenings.IsWeak(text, draft.Own.French) && BulletOpenings.Tighten(text, draft.Own.French, false) is null
            ? asked.Relevance(text) / 3 : asked.Relevance(text);
        foreach (var section in draft.Resume.Sections.Where(s => s.Kind is CvSectionKind.Experience or CvSectionKind.Projects))
        {
            var items = draft.Resume.Items.Where(i => i.First >= section.First && i.End <= section.End).ToList();
            OrderBlocks(draft, section, items, Score, speak.Say("Put what answers the posting first", "Ce qui répond à l'offre passe en tête"));
        }
    }

    /// <summary>Orders each run of bullets of one kind by <paramref name="score"/>, best first; equal bullets keep their order.</summary>
    public static void OrderBlocks(ResumeDraft draft, ResumeSection section, List<ResumeItem> items, Func<string, int> score, string summary)
    {
        for (var from = 0; from < items.Count && !draft.IsFull;)
        {
            var to = from + 1;
            while (to < items.Count && items[to].First == items[to - 1].End && items[to].Prefix == items[from].Prefix) to++;
            var block = items.GetRange(from, to - from);
            from = to;
            // Dated bullets are a chronology and keep their order.
            if (block.Count is < 2 or > LongestBlock || block.Exists(i => HasYear(i.Text))) continue;
            var ordered = block.OrderByDescending(i => score(i.Text)).ToList();
            if (ordered.SequenceEqual(block)) continue;
            var first = draft.Speak.Quote(ordered[0].Text, 60);
            draft.Reorder(section, block[0].First, block[^1].End,
                [.. ordered.SelectMany(i => draft.Resume.Lines.Skip(i.First).Take(i.End - i.First))], summary,
                ordered[0] == block[0]
                    ? draft.Speak.Say("The others follow by what they say of the posting's needs.", "Les autres suivent selon les besoins de l'offre.")
                    : draft.Speak.Say($"{first} says the most about what the posting needs.", $"{first} en dit le plus sur les besoins de l'offre."));
        }
    }

    private static bool HasYear(string text) =>
        Words.Of(text).Exists(w => w.Text.Length == 4 && int.TryParse(w.Text, out var year) && year is >= 1950 and < 2100) || DateStyle.Find(text).Count > 0;
}
