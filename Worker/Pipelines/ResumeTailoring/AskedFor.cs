using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Judges how well a part of the résumé answers the posting.</summary>
internal sealed class AskedFor
{
    private readonly List<(string Name, IReadOnlyList<Word> Words, bool Must)> _skills;
    private readonly HashSet<string> _skillKeys;
    private readonly HashSet<string> _mustKeys;
    private readonly Dictionary<string, int> _weights;

    public AskedFor(JobPosting posting)
    {
        var musts = posting.MustHaves.SelectMany(r => r.Skills).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        _mustKeys = [.. musts.Select(Words.Key)];
        _skills = [.. musts.Concat(posting.Skills).Concat(posting.NiceToHaves.SelectMany(r => r.Skills)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(s => (s, (IReadOnlyList<Word>)Words.Of(s), _mustKeys.Contains(Words.Key(s))))];
        _skillKeys = [.. _skills.Select(s => Words.Key(s.Name))];
        _weights = PostingKeywords.Of(posting).ToDictionary(k => k.Stem, k => k.Weight, StringComparer.Ordinal);
    }

    /// <summary>Skills asked for, must-haves first.</summary>
    public IEnumerable<string> Skills => _skills.Select(s => s.Name);

    /// <summary>0: a must-have; 1: asked for; 2: not asked for.</summary>
    public int Rank(string item)
    {
        var key = Words.Key(item);
        if (_mustKeys.Contains(key)) return 0;
        if (_skillKeys.Contains(key)) return 1;
        var index = new TermIndex(item);
        var named = _skills.Where(s => index.Contains(s.Words)).ToList();
        if (named.Count > 0) return named.Exists(s => s.Must) ? 0 : 1;
        // In some trades skills are plain words: then most of the item's words must come from the posting.
        var telling = Words.Of(item).Where(w => Lexicon.IsTelling(w.Text)).Select(w => _weights.GetValueOrDefault(Lexicon.Stem(w.Text))).ToList();
        return telling.Count > 0 && telling.Count(w => w > 0) * 2 > telling.Count ? telling.Max() >= 2 ? 0 : 1 : 2;
    }

    /// <summary>Higher for text with more of the requested terms, and with figures that prove them.</summary>
    public int Relevance(string text)
    {
        var stems = Words.Of(text).Select(w => Lexicon.Stem(w.Text)).Distinct().Sum(s => _weights.GetValueOrDefault(s));
        return stems == 0 ? 0 : 2 * stems + Achievements.Strength(text);
    }
}
