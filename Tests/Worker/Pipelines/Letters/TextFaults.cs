using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Pipelines.Letters;

/// <summary>Faults of a generated text that a reader stumbles over. What stands in the sources like that is not the writer's fault.</summary>
/// <param name="sources">CV and posting.</param>
internal sealed partial class TextFaults(string language, params IReadOnlyList<string> sources)
{
    private readonly string _sources = Words.Squeeze(string.Join('\n', sources));

    public IEnumerable<string> Of(string text)
    {
        foreach (var (name, rule) in Rules())
        {
            foreach (Match match in rule.Matches(text))
            {
                string around = Around(text, match);
                if (!_sources.Contains(Words.Squeeze(around).TrimEnd('.', ',', ';'), StringComparison.OrdinalIgnoreCase) || name == "spaces")
                {
                    yield return $"{name}: {around}";
                }
            }
        }

        foreach (var repeated in text.Split("\n\n").Where(paragraph => !Applies().IsMatch(paragraph)).SelectMany(paragraph => SentenceEnd().Split(paragraph)).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 20).GroupBy(Ending).Where(same => same.Count() > 1))
        {
            yield return $"said twice: {repeated.Key}";
        }

        foreach (string paragraph in text.Split("\n\n").Where(paragraph => paragraph.Length > 0 && char.IsLower(paragraph[0])))
        {
            yield return $"lower-case beginning: {paragraph[..Math.Min(30, paragraph.Length)]}";
        }

        if (language == "fr")
        {
            foreach (var skill in SkillLexicon.Builtin.Skills.Where(skill => IsPlainWords(skill) && text.Contains(skill.Name, StringComparison.Ordinal) && !_sources.Contains(skill.Name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"English word: {skill.Name}";
            }
        }
    }

    /// <summary>What tires in a letter: two sentences that begin alike, four words that come twice. The names of the posting's job and employer may.</summary>
    public IEnumerable<string> InLetter(string letter)
    {
        var sentences = letter.Split("\n\n").Where(paragraph => !Closing().IsMatch(paragraph)).SelectMany(paragraph => SentenceEnd().Split(paragraph)).Select(sentence => Words.Of(sentence).Select(word => TextFold.Fold(word.Text)).ToList()).ToList();
        foreach (var alike in sentences.Where(words => words.Count > 2).GroupBy(words => string.Join(' ', words.Take(2))).Where(alike => alike.Count() > 1))
        {
            yield return $"begins again: {alike.Key}";
        }

        string known = string.Join(' ', Words.Of(_sources).Select(word => TextFold.Fold(word.Text))); // names and tasks of the CV and the posting may come twice
        foreach (var same in sentences.SelectMany(words => Enumerable.Range(0, Math.Max(0, words.Count - 3)).Select(i => string.Join(' ', words.Skip(i).Take(4))))
            .GroupBy(words => words).Where(same => same.Count() > 1 && !IsKnown(same.Key[..same.Key.LastIndexOf(' ')]) && !IsKnown(same.Key[(same.Key.IndexOf(' ') + 1)..])))
        {
            yield return $"same words: {same.Key}";
        }

        bool IsKnown(string words) => known.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>The stems of its last six words: "I manage eight people. At X I managed eight people." says one thing twice.</summary>
    private static string Ending(string sentence) => string.Join(' ', Words.Of(sentence).TakeLast(6).Select(word => Lexicon.Stem(word.Text)));

    /// <summary>A match with the word before it and the word after it.</summary>
    private static string Around(string text, Match match)
    {
        int start = match.Index;
        int end = match.Index + match.Length;
        while (start > 0 && char.IsWhiteSpace(text[start - 1])) start--;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1])) start--;
        while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        return text[start..end].Trim();
    }

    /// <summary>Skills of trades have names in each language; a tool has one name.</summary>
    private static bool IsPlainWords(Skill skill) =>
        skill.Category is "finance" or "marketing" or "sales" or "logistics" or "hr" or "legal" or "health" or "education" or "hospitality" or "trade" or "soft" or "method" && skill.Name.Contains(' ', StringComparison.Ordinal);

    private IEnumerable<(string Name, Regex Rule)> Rules()
    {
        yield return ("spaces", DoubleSpace());
        yield return ("punctuation", DoublePunctuation());
        yield return ("placeholder", Placeholder());
        yield return ("lower-case sentence", LowerCaseSentence());
        yield return ("number", Number());
        yield return ("brackets", Brackets());
        if (language == "fr")
        {
            yield return ("French spaces", FrenchSpaces());
            yield return ("elision", Elision());
            yield return ("contraction", Contraction());
            yield return ("gender", Gender());
            yield return ("English word", EnglishWord());
            yield return ("capital in a sentence", Capital());
        }
        else
        {
            yield return ("English spaces", EnglishSpaces());
            yield return ("French word", FrenchWord());
            yield return ("article", Article());
            yield return ("verb in a list", VerbInList());
            yield return ("agreement", Agreement());
        }
    }

    [GeneratedRegex(@"[ \u00A0\u202F]{2,}|[ \t]\n|\n{3,}", RegexOptions.None, 1000)]
    private static partial Regex DoubleSpace();

    [GeneratedRegex(@"\.\.(?!\.)|[,;:][.,;:!?]|(?<!\b(?:Inc|Ltd|Co|Corp|St|Dr|Jr))[.!?][,;:]|,,| [,.](?!NET\b)|\(\)|“”|« »", RegexOptions.None, 1000)]
    private static partial Regex DoublePunctuation();

    // One within another, one after another, one without its end.
    [GeneratedRegex(@"\([^()\n]*\(|\)\s*\(|\([^()\n]*$|(?<!\([^()\n]*)\)", RegexOptions.Multiline, 1000)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"[{}\[\]]|\bnull\b|\bundefined\b|\bTODO\b|\bXXX|System\.|\$\w", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<=\p{L}{3}[.!?][ \n])\p{Ll}\p{L}+", RegexOptions.None, 1000)]
    private static partial Regex LowerCaseSentence();

    [GeneratedRegex(@"(?<![\d.,])(?:[01](?:,\d)? (?:ans|compétences)|1 (?:years|skills)|one years|un ans)\b", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<![\u00A0\u202F])[;!?»]|(?<![\u00A0\u202F\d]):(?!//)|(?<![\u00A0\u202F\d])%|«(?![\u00A0\u202F])|\d %", RegexOptions.None, 1000)]
    private static partial Regex FrenchSpaces();

    [GeneratedRegex(@"\b(?:de|je|que|le|la|ne|me|se|ce|te|si(?= il)|lorsque|puisque) (?=[aeiouéèêàâîôœ](?!n?ze?\b|ui\b))\p{L}+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Elision();

    [GeneratedRegex(@"\b(?:de les?|à les?|de du|de des|en les|chez (?:le|la|les|CHU|EHPAD|Mairie|Cabinet|Restaurant|Entreprise|Résidence|Étude|Atelier|Mutuelle|Banque|Agence|Hôpital|Clinique|Université|Lycée|École)|si ils?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Contraction();

    [GeneratedRegex(@"\bun (?:année|\p{L}+(?:tion|sion|ence|ance|ité|ette))\b|\bune (?:an|poste|\p{L}{3,}(?:ment|isme))\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Gender();

    [GeneratedRegex(@"\b(?:the|and|with|for|from|of|at|my|your|are|skills|years|work|took|built|managed|led)\b", RegexOptions.None, 1000)]
    private static partial Regex EnglishWord();

    // "en tant qu'Infirmière": one capital in front is that of a list, not of a name.
    [GeneratedRegex(@"(?:en tant qu(?:e |')|au poste d(?:e |'))\p{Lu}\p{Ll}+(?= \p{Ll}|[ .,]*[(.,])", RegexOptions.None, 1000)]
    private static partial Regex Capital();

    [GeneratedRegex(@"\p{L}[ \u00A0\u202F][;:!?%](?!\))|\d[ \u00A0\u202F]%|“ | ”", RegexOptions.None, 1000)]
    private static partial Regex EnglishSpaces();

    [GeneratedRegex(@"\b(?:avec|chez|dans|votre|notre|vos|je|j'ai|ans|compétences|expérience)\b", RegexOptions.None, 1000)]
    private static partial Regex FrenchWord();

    [GeneratedRegex(@"\ba [aeio]\p{Ll}+|\ban [bcdfgjklmnpqrstvwz]\p{Ll}+|\bI (?:is|has|[a-z]+(?<!s)es|runs|leads|builds|designs|writes)\b", RegexOptions.None, 1000)]
    private static partial Regex Article();

    [GeneratedRegex("^(?:Je vous prie|Yours)", RegexOptions.None, 1000)]
    private static partial Regex Closing();

    [GeneratedRegex(@"\b(?:care of|work(?:ed)? on|deal with|dealt with) (?:[^.;]*; )*\p{L}+(?<!ing) (?:the|an?)\b", RegexOptions.None, 1000)]
    private static partial Regex VerbInList();

    [GeneratedRegex(@"\bI (?!take|took|work|deal)[^.;]*; \p{Ll}+(?:s|ed) (?:the|an?|\p{L}+s)\b", RegexOptions.None, 1000)]
    private static partial Regex Agreement();

    // Title and employer of the posting may be those of the last position too.
    [GeneratedRegex("I am applying|candidature", RegexOptions.None, 1000)]
    private static partial Regex Applies();

    [GeneratedRegex(@"(?<=\p{L}{3}[.!?])\s+", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();
}
