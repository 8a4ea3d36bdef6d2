using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// Turns a weak opening ("Responsible for managing …") into its verb ("Managed …"), but only where the grammar is certain and the
/// claim stays the same: "assisted in", "helped" and "participated in" are never strengthened.
/// </summary>
internal static partial class BulletOpenings
{
    // gerund past present
    private static readonly FrozenDictionary<string, (string Past, string Present)> Verbs = """
        administering administered administer | analyzing analyzed analyze | analysing analysed analyse | answering answered answer
        auditing audited audit | balancing balanced balance | building built build | coaching coached coach | collecting collected collect
        conducting conducted conduct | coordinating coordinated coordinate | creating created create | delivering delivered deliver
        designing designed design | developing developed develop | directing directed direct | documenting documented document
        ensuring ensured ensure | establishing established establish | evaluating evaluated evaluate | executing executed execute
        handling handled handle | hiring hired hire | implementing implemented implement | improving improved improve
        installing installed install | launching launched launch | leading led lead | maintaining maintained maintain
        managing managed manage | mentoring mentored mentor | monitoring monitored monitor | negotiating negotiated negotiate
        operating operated operate | organizing organized organize | organising organised organise | overseeing oversaw oversee
        performing performed perform | planning planned plan | preparing prepared prepare | processing processed process
        producing produced produce | providing provided provide | recruiting recruited recruit | reducing reduced reduce
        resolving resolved resolve | reviewing reviewed review | running ran run | scheduling scheduled schedule | selling sold sell
        serving served serve | supervising supervised supervise | supporting supported support | teaching taught teach
        testing tested test | tracking tracked track | training trained train | updating updated update | writing wrote write
        """.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
        .ToFrozenDictionary(v => v[0], v => (v[1], v[2]), StringComparer.OrdinalIgnoreCase);

    // Gerunds that also qualify a noun: "building maintenance", "running costs".
    private static readonly FrozenSet<string> Adjectives = Set("""
        auditing building coaching hiring launching leading mentoring monitoring operating planning processing producing recruiting reviewing
        running scheduling selling serving supporting teaching testing tracking training writing
        """);

    private static readonly FrozenSet<string> Determiners = Set("a all an both each every its new our over the their these this");

    private static readonly FrozenSet<string> Connects = Set("and as by for from in is of on or that to was which with");

    // A French bullet may begin with the noun of the action, so dropping "Responsable de la" is enough.
    private static readonly FrozenSet<string> ActionNouns = Set("""
        accompagnement accueil administration amelioration analyse animation comptabilite conception conduite controle coordination creation
        developpement elaboration encadrement etude etablissement facturation formation gestion maintenance mise negociation optimisation
        organisation pilotage planification preparation production prospection realisation redaction recrutement reduction saisie suivi
        supervision surveillance tenue traitement vente
        """);

    /// <summary>The folded words that a tightened text may contain in addition to the résumé's words.</summary>
    public static IEnumerable<string> Vocabulary => Verbs.Values.SelectMany(v => (string[])[v.Past, v.Present]);

    /// <returns>The better text, or null when no change is needed or no change is certain.</returns>
    /// <param name="text">A bullet's words on one line.</param>
    /// <param name="current">Whether the position lasts until today, so that it needs the present tense.</param>
    public static string? Tighten(string text, bool french, bool current) =>
        french ? TightenFrench(text) : TightenEnglish(text, current);

    public static bool IsWeak(string text, bool french) =>
        (french ? WeakFrench() : WeakEnglish()).IsMatch(text) || (!french && HelpingEnglish().IsMatch(text)) || (french && HelpingFrench().IsMatch(text));

    private static string? TightenEnglish(string text, bool current)
    {
        if (Filler().Match(text) is { Success: true } filler) return Words.Capitalise(text[filler.Length..]);
        var weak = WeakEnglish().Match(text);
        if (!weak.Success) return null;
        var rest = text[weak.Length..];
        var gerund = Gerund().Match(rest);
        if (!gerund.Success || gerund.Index != 0 || !HasObject(rest, gerund)) return null;

        // "managing budgets and supervising staff": every gerund of the row changes, or none.
        var verbs = Gerund().Matches(rest).Where(m => m.Index == 0 || Joined().IsMatch(rest[Math.Max(0, m.Index - 6)..m.Index])).ToList();
        if (!verbs.TrueForAll(m => Verbs.ContainsKey(m.Value) && HasObject(rest, m))) return null;
        var result = new System.Text.StringBuilder();
        var from = 0;
        foreach (var verb in verbs)
        {
            var (past, present) = Verbs[verb.Value];
            result.Append(rest, from, verb.Index - from).Append(current ? present : past);
            from = verb.Index + verb.Length;
        }
        return Words.Capitalise(result.Append(rest, from, rest.Length - from).ToString());
    }

    private static string? TightenFrench(string text)
    {
        var weak = WeakFrench().Match(text);
        if (!weak.Success) return null;
        var rest = text[weak.Length..];
        var first = Words.Of(rest).FirstOrDefault();
        return first.Text is not null && first.Start == 0 && ActionNouns.Contains(first.Text) ? Words.Capitalise(rest) : null;
    }

    // "planning and reporting" are things, "planning the rota" is an action; "training programs" is not, "training new staff" is.
    private static bool HasObject(string text, Match gerund)
    {
        var rest = text.AsSpan(gerund.Index + gerund.Length);
        if (rest.Length < 3 || rest[0] != ' ' || !char.IsLetterOrDigit(rest[1])) return false;
        var next = rest[1..];
        next = next[..(next.IndexOf(' ') is var space and >= 0 ? space : next.Length)];
        if (Connects.GetAlternateLookup<ReadOnlySpan<char>>().Contains(next)) return false;
        return !Adjectives.Contains(gerund.Value) || char.IsAsciiDigit(next[0]) || Determiners.GetAlternateLookup<ReadOnlySpan<char>>().Contains(next);
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"^(?:I (?:was|am) |was |were )?(?:responsible for|in charge of|tasked with|accountable for|(?:my |main |key )?(?:duties|tasks|responsibilities) (?:included?|were):?) ",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WeakEnglish();

    [GeneratedRegex(@"^(?:helped|assisted|worked on|was involved in|involved in|participated in)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HelpingEnglish();

    [GeneratedRegex(@"^(?:successfully |effectively )(?=\p{Ll})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Filler();

    [GeneratedRegex(@"^(?:j'étais |j’étais )?(?:responsable|chargée?|en charge)(?:\(e\)|·e|\.e)? (?:de l['’]|de la |du |des |de |d['’])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WeakFrench();

    [GeneratedRegex(@"^(?:participation|aide|contribution|participé|aidé)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HelpingFrench();

    [GeneratedRegex(@"\b[a-z]{3,20}ing\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gerund();

    [GeneratedRegex(@"(?:, and|,|\band|\bor|&) $", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joined();
}
