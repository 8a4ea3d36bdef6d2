namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Entries of a section are shaped alike: where the title stands in most of them, it stands in all. What the words of each entry tell is added up
/// over the entries of one shape, so that a title without a known word, or an employer with one, is read as the others are.
/// </summary>
internal static class EntryShapes
{
    private const int MaxNames = 3;

    /// <summary>Where title and employer stand, for each shape whose entries tell it.</summary>
    public static Dictionary<string, (int Title, int Employer)> Of(IEnumerable<Entry> entries)
    {
        var slots = new Dictionary<string, (int Title, int Employer)>();
        foreach (var shape in entries.GroupBy(Shape).Where(g => g.Key is not null && g.Count() > 1))
        {
            var names = shape.Select(e => e.Header.SelectMany(l => l.Names).ToList()).ToList();
            var votes = Enumerable.Range(0, names[0].Count).Select(slot => names.Sum(n => Vote(n[slot]))).ToList();
            // A third name is seldom the title: it says more about the work.
            var title = votes.Count > 1 && votes[1] > votes[0] ? 1 : 0;
            if (votes.Count > 2 && votes[title] < names.Count && votes[2] >= names.Count) title = 2;
            // Else the employer stands before the title, or right behind it.
            var employer = votes.IndexOf(votes.Min()) is var told && votes[told] <= -names.Count ? told : title == 0 ? 1 : 0;
            // Each entry counts once; half of them must agree.
            if (votes[title] >= names.Count && votes[title] - votes[employer] >= names.Count) slots[shape.Key!] = (title, employer);
        }

        return slots;
    }

    /// <summary>The lines of a header with the number of names on each and where its dates are; null for one that has no two names.</summary>
    public static string? Shape(Entry entry) =>
        entry.Header.Sum(l => l.Names.Count) is >= 2 and <= MaxNames
            ? string.Join('/', entry.Header.Where(l => l.Names.Count > 0).Select(l => $"{l.Names.Count}{(l.Range is null ? "" : "d")}")) : null;

    // Twice as much for the head of a phrase as for a word in it.
    private static int Vote(string name) => HeadNouns.Of(name) switch
    {
        HeadNoun.Role => 2,
        HeadNoun.MentionsRole => 1,
        HeadNoun.Organisation => -2,
        HeadNoun.MentionsOrganisation => -1,
        _ => 0,
    };
}
