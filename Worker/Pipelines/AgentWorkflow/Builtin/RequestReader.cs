using System.Text.RegularExpressions;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Reads a request in English or French. Works on folded text, which has the same positions as the original text.</summary>
internal static partial class RequestReader
{
    private const int MostTopics = 8;
    private const int MostFeatures = 10;
    private const int MostRules = 20;

    private const string Artefact =
        @"(?<epic>epics?|epopees?)|(?<test>test ?cases?|cas de tests?|scenarios?(?: de tests?)?|acceptance tests?|tests?(?: d'acceptation| cases?)?)|(?<story>(?:user[ -]?)?stor(?:y|ies)|us\b|recits?(?: utilisateurs?)?)";

    public static ParsedRequest Read(string query, string language)
    {
        bool french = language == "fr";
        string text = query.Replace('’', '\'').Replace("\r", "", StringComparison.Ordinal).Trim();
        var stories = SpelledStories(ref text);
        var sentences = Sentence().Split(text).Select(s => s.Trim()).Where(s => s.Length > 0).ToList();
        int command = sentences.FindIndex(s => IsCommand(TextFold.Fold(s)));
        bool asks = command < 0 || (command == 0 && IsQuestion(TextFold.Fold(sentences[0])));
        if (asks)
        {
            return new ParsedRequest(stories.Count > 0, [], false, [], [], Role.Find(text, french), stories);
        }

        var (kinds, subject) = ReadCommand(sentences[command]);
        bool alone = Alone().IsMatch(TextFold.Fold(sentences[command]));
        var rest = sentences.Where((_, i) => i != command).ToList();
        var bullets = rest.Where(s => Bullet().IsMatch(s)).Select(s => Bullet().Replace(s, "").TrimEnd('.', ';', ',', ' ')).ToList();
        bool several = kinds.Count == 1 && PluralEpics().IsMatch(TextFold.Fold(sentences[command]));
        var topics = Topics(subject, bullets, several || (kinds.Count > 0 && kinds[0] != BacklogItemType.Epic));
        return new ParsedRequest(
            true, kinds, alone, topics,
            [.. rest.Where(s => !Bullet().IsMatch(s)).Select(s => s.TrimEnd('.', ' ')).Where(s => s.Length > 10 && !s.EndsWith('?')).Take(MostRules)],
            Role.Find(string.Join(". ", [subject, .. rest]), french),
            stories);
    }

    /// <summary>The topic of an item's own words.</summary>
    public static Topic Topic(string text) => Topics(text, [], several: false) is [var topic, ..] ? topic : new Topic(text, []);

    private static bool IsCommand(string folded) => Verb().IsMatch(folded) || Wish().IsMatch(folded) || Leading().IsMatch(folded);

    private static bool IsQuestion(string folded) => Interrogative().IsMatch(folded) || (folded.EndsWith('?') && !Verb().IsMatch(folded));

    /// <summary>"Crée une epic et ses stories pour X": the kinds, and X.</summary>
    private static (List<BacklogItemType> Kinds, string Subject) ReadCommand(string sentence)
    {
        string folded = TextFold.Fold(sentence);
        int at = Verb().Match(folded) is { Success: true } verb ? verb.Index + verb.Length
            : Wish().Match(folded) is { Success: true } wish ? wish.Index + wish.Length
            : 0;
        var kinds = new List<BacklogItemType>();
        while (Leading().Match(folded[at..]) is { Success: true, Length: > 0 } artefact)
        {
            kinds.Add(Kind(artefact));
            at += artefact.Length;
        }

        // "Découpe l'epic X en stories": the wanted kind stands at the end, and X is the source.
        var into = Into().Match(folded, at);
        if (into.Success)
        {
            kinds = [Kind(into)];
            sentence = sentence[..into.Index];
        }

        string subject = at < sentence.Length ? sentence[at..] : "";
        var link = Link().Match(TextFold.Fold(subject));
        subject = subject[link.Length..].Trim(' ', '.', '!', '?', ',', '"', '«', '»', '\'', '\u201c', '\u201d');
        return ([.. kinds.Distinct().Order()], Politeness().Replace(subject, "").Trim());
    }

    private static List<Topic> Topics(string subject, List<string> bullets, bool several)
    {
        var topics = new List<Topic>();
        var intro = Features().Match(TextFold.Fold(subject));
        string main = intro.Success ? subject[..intro.Index] : subject;
        var features = (intro.Success ? Items(subject[(intro.Index + intro.Length)..]) : []).Concat(bullets).Take(MostFeatures).ToList();
        var parts = several ? Items(main) : [main.Trim()];
        foreach (string part in parts.Select(p => Link().Replace(p, "", 1)).Where(p => p.Length > 1).Take(MostTopics))
        {
            topics.Add(new Topic(part, topics.Count == 0 ? features : []));
        }

        return topics.Count == 0 && features.Count > 0 ? [new Topic(features[0], features[1..])] : topics;
    }

    private static List<string> Items(string list) =>
        [.. Separator().Split(list).Select(i => i.Trim(' ', '.', ',', ';', '"', '«', '»')).Where(i => i.Length > 1)];

    private static List<SpelledStory> SpelledStories(ref string text)
    {
        var stories = new List<SpelledStory>();
        foreach (Match match in Spelled().Matches(text))
        {
            var benefit = match.Groups["benefit"];
            stories.Add(new SpelledStory(match.Groups["role"].Value.Trim(), match.Groups["want"].Value.Trim(), benefit.Success ? benefit.Value.Trim() : null));
        }

        text = Spelled().Replace(text, "");
        return [.. stories.Take(IBacklogAgent.MostItems)];
    }

    private static BacklogItemType Kind(Match match) =>
        match.Groups["epic"].Success ? BacklogItemType.Epic
        : match.Groups["test"].Success ? BacklogItemType.TestCase
        : BacklogItemType.Story;

    [GeneratedRegex(@"(?<=[.!?;])\s+|\n+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\s*(?:[-*•–]|\d+[.)])\s*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"\b(?:cree[rz]?(?:[- ]moi)?|ajoute[rz]?|ecri(?:s|re|vez)|redige[rz]?|genere[rz]?|propose[rz]?|definis|definir|prepare[rz]?|decoupe[rz]?|decompose[rz]?|create|add|write|generate|draft|propose|define|prepare|split|break(?: down)?|decompose|make|build)\b(?: (?:me|us|moi|nous)\b)?", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(?:il (?:me |nous )?faut|nous (?:voulons|souhaitons|avons besoin d(?:e|'))|je (?:veux|souhaite|voudrais)|j'ai besoin d(?:e|')|(?:i|we)(?: would)? (?:want|need|like)(?: to)?)(?:\b|(?<='))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wish();

    [GeneratedRegex(@"^[\s,:]*(?:(?:avec|et|and|with|plus|ainsi que|puis|then|ses|leurs|les|des|une?|le|la|l'|its|their|an?|the|some|only|uniquement|seulement|juste|just|quelques|\d{1,2}|nouvel(?:le)?s?|nouveaux?|new)[\s]*)*\b(?:" + Artefact + @")\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\s(?:en|into|in)\s+(?:(?:des|several|plusieurs|\d{1,2})\s+)?(?:" + Artefact + @")\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Into();

    [GeneratedRegex(@"^(?:[\s:,\-–]+|(?:pour|sur|concernant|portant sur|relati(?:f|ve)s? (?:a|aux?)|a propos (?:de|du|des)|permettant (?:de|d|a)|for|about|on|covering|that (?:lets|allows)|to|et|and)(?=\s|'|$)['\s]*)+|^\s*(?:de\s+|d')", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s*,?\s*\b(?:avec|incluant|y compris|comprenant|notamment|dont|with|including|such as)\b\s*:?\s*|\s*:\s+|\s*:$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Features();

    [GeneratedRegex(@"\s*[,;]\s*(?:et\s+|and\s+)?|\s+(?:et|and|ainsi que|as well as|puis|plus)\s+|\n+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\b(?:uniquement|seulement|juste|only|just|sans (?:les? |ses? )?(?:user )?stor|without (?:the )?(?:user )?stor)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alone();

    [GeneratedRegex(@"\b(?:epics|epopees)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PluralEpics();

    [GeneratedRegex(@"^(?:et |and )?(?:combien|quel(?:le)?s?|qui|quoi|comment|pourquoi|quand|qu'est|que |liste[rz]?|montre[rz]?|resume[rz]?|explique[rz]?|how|what|which|who|why|when|where|list|show|summari[sz]e|explain|tell|is |are |does |do |did |has |have |y a)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interrogative();

    [GeneratedRegex(@"\s*,?\s*(?:s'il (?:te|vous) pla[iî]t|svp|stp|merci(?: d'avance)?|please|thanks|thank you)\s*$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Politeness();

    [GeneratedRegex(@"\b(?:en tant qu(?:e |')(?<role>[^,.;\n]{2,80}?),?\s+(?:je (?:veux|souhaite|voudrais)|j'aimerais)(?: pouvoir)?\s+(?<want>[^.;\n]{2,300}?)(?:,?\s+(?:afin (?:de |d'|que )|pour )(?<benefit>[^.;\n]{2,300}))?|as (?:an? |the )(?<role>[^,.;\n]{2,80}?),?\s+i(?: would)? (?:want|like|need)(?: to)?\s+(?<want>[^.;\n]{2,300}?)(?:,?\s+(?:so that|in order to)\s+(?<benefit>[^.;\n]{2,300}))?)(?:[.;\n]|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spelled();
}
