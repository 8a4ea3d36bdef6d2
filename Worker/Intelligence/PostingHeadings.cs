using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

internal enum PostingSection { None, MustHave, NiceToHave, Responsibilities, Other }

/// <summary>Headings of postings: "Requirements", "Profil recherché", "Nice to have:", "Vos missions".</summary>
internal static partial class PostingHeadings
{
    public static (PostingSection Section, string Below)? At(string line)
    {
        var text = Decoration().Replace(line, "");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var head = (colon > 0 ? text[..colon] : text).Trim(' ', '*', '_', '?', '!');
        if (head.Length is < 3 or > 60 || head.Split(' ').Length > 8 || TextFold.Fold(head).EndsWith('.')) return null;
        var below = colon > 0 ? text[(colon + 1)..].Trim(' ', '*') : "";
        var bulleted = TextLines.IsBullet(line) && !line.StartsWith("**", StringComparison.Ordinal);
        if (bulleted && colon < 0) return null;
        var section = Nice().IsMatch(head) ? PostingSection.NiceToHave
            : Must().IsMatch(head) ? PostingSection.MustHave
            : Duties().IsMatch(head) ? PostingSection.Responsibilities
            : Other().IsMatch(head) ? PostingSection.Other
            : PostingSection.None;
        return section == PostingSection.None ? null : (section, below);
    }

    [GeneratedRegex(@"^(?:[^\p{L}\p{N}]+|\d{1,2}[.)]\s+)+|[\s*_=:\-]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Decoration();

    [GeneratedRegex(@"^(?:(?:it(?:'s| is| would be)\s)?(?:a\s)?nice[\s-]to[\s-]haves?(?:\s.{0,25})?|(?:would be\s)?nice|(?:skills?|requirements?|qualifications?|experience|comp[ée]tences|exp[ée]rience)\s(?:preferred|desired|desirable|optional|nice[\s-]to[\s-]have|bonus|plus|souhait[ée]e?s?|optionnelles?)|bonus(?:\s(?:points|skills|if))?.{0,20}|preferred(?:\s.{0,30})?|desirable(?:\s.{0,20})?|desired(?:\s.{0,20})?|pluses|a plus|good[\s-]to[\s-]haves?(?:\s.{0,20})?|optional.{0,20}|(?:les\s)?(?:\+|plus)|(?:vos\s|les\s)?atouts?.{0,30}|(?:comp[ée]tences\s|profil\s)?(?:souhait[ée]e?s?|appr[ée]ci[ée]e?s?|souhaitables?)|(?:ce\squi\sserait\s)?un plus|(?:serait|seraient)\s(?:un\splus|appr[ée]ci[ée]e?s?)|comp[ée]tences\s(?:souhait[ée]es|appr[ée]ci[ée]es|optionnelles|compl[ée]mentaires)|id[ée]alement|what would set you apart|it would be great if.{0,20}|extra credit|advantages?|assets?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Nice();

    [GeneratedRegex(@"^(?:(?:(?:job|key|minimum|basic|essential|technical|experience|education|educational|our|the|your|main)\s)*(?:requirements?|qualifications?|must(?:[\s-]haves?)?|required(?:\s.{0,30})?|mandatory(?:\s.{0,30})?|minimum|skills(?:\s.{0,30})?|profile|essentials?|essential\s(?:skills|criteria))(?:\s.{0,25})?|what\s(?:we're|we\sare|you|we)\s?(?:looking\sfor|need|bring|'ll\sbring|'ll\sneed|expect|have|require).{0,20}|who\syou\sare|about\syou|you\s(?:have|bring|are|must\shave)|your\s(?:profile|background|skills|experience)|" +
        @"(?:le\s|votre\s|ton\s)?profil(?:\s(?:recherch[ée]|souhait[ée]|du\scandidat|attendu|requis|id[ée]al))?|(?:vos\s|les\s)?(?:comp[ée]tences|qualifications|exigences|pr[ée]requis|pr[ée]-requis|qualit[ée]s)(?:\s(?:requises?|attendues?|techniques?|indispensables?|exig[ée]es?|obligatoires?|cl[ée]s|n[ée]cessaires?|recherch[ée]es?|et.{0,20}))?|indispensables?|obligatoires?|imp[ée]ratifs?|requis|exig[ée]|crit[èe]res.{0,20}|qui\s[êe]tes-vous|vous\s(?:[êe]tes|avez)|(?:formation|expérience)(?:\set\s(?:exp[ée]rience|comp[ée]tences))?(?:\s(?:requise|exig[ée]e|demand[ée]e))?|stack(?:\stechnique)?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Must();

    [GeneratedRegex(@"^(?:(?:your\s|key\s|main\s|the\s|job\s|primary\s|day-to-day\s)*(?:responsibilities|duties|tasks|missions?|role|job\sdescription)(?:\s.{0,20})?|what\syou(?:'ll|\swill)(?:\sbe)?\s(?:do|doing).{0,20}|(?:vos\s|les\s|tes\s|votre\s|principales\s|la\s)*(?:missions?|responsabilit[ée]s|tâches|activit[ée]s)(?:\s.{0,25})?|(?:description\sdu\s|le\s|votre\s)poste|description\sde\sla\smission|in\sthis\srole.{0,20}|r[ôo]le|ce\sque\svous\sferez)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Duties();

    [GeneratedRegex(@"^(?:about(?:\s(?:us|the\s(?:company|team|role|job)|\p{Lu}[\p{L}]+))?|(?:company|team)\s(?:overview|description)|who\swe\sare|benefits?|perks.{0,20}|what\swe\soffer|we\soffer|our\soffer|compensation.{0,20}|salary.{0,20}|how\sto\sapply|location|company|employer|title|job\stitle|position|contract|qui\ssommes-nous.{0,4}|(?:[àa]\spropos|pr[ée]sentation).{0,30}|(?:les\s|vos\s|nos\s)?avantages|ce\sque\snous\s(?:offrons|proposons)|nous\s(?:offrons|proposons)|r[ée]mun[ée]ration|salaire|conditions.{0,20}|lieu.{0,20}|contrat|type\sde\scontrat|entreprise|l'entreprise|soci[ée]t[ée]|poste|intitul[ée].{0,20}|postuler|pour\spostuler|(?:processus|process)\sde\srecrutement|equal\sopportunity.{0,20})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Other();
}
