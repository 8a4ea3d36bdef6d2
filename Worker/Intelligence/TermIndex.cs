namespace AspireStreaming.Worker.Intelligence;

/// <summary>Tells whether a word or a phrase occurs in a text; ignores case and accents.</summary>
public sealed class TermIndex
{
    private readonly List<Word> _words;
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stems = new(StringComparer.Ordinal);

    public TermIndex(string text)
    {
        _words = Words.Of(text);
        for (var i = 0; i < _words.Count; i++)
        {
            if (!_places.TryGetValue(_words[i].Text, out var places))
            {
                _places[_words[i].Text] = places = [];
                _stems.Add(Lexicon.Stem(_words[i].Text));
            }
            places.Add(i);
        }
    }

    /// <summary>Whether the words of <paramref name="phrase"/> stand next to each other, without punctuation between them.</summary>
    public bool Contains(string phrase) => Contains(Words.Of(phrase));

    public bool Contains(IReadOnlyList<Word> phrase)
    {
        if (phrase.Count == 0 || !_places.TryGetValue(phrase[0].Text, out var places)) return false;
        return phrase.Count == 1 || places.Exists(place => Matches(phrase, place));
    }

    /// <summary>Whether a word with the same stem occurs: <c>managed</c> for <c>managing</c>.</summary>
    public bool ContainsStem(string stem) => _stems.Contains(stem);

    private bool Matches(IReadOnlyList<Word> phrase, int place)
    {
        if (place + phrase.Count > _words.Count) return false;
        for (var i = 1; i < phrase.Count; i++)
        {
            var word = _words[place + i];
            // Punctuation of the phrase itself ("Sacramento, CA") may occur in the text too.
            if (word.Text != phrase[i].Text || (word.Breaks && !phrase[i].Breaks)) return false;
        }
        return true;
    }
}
