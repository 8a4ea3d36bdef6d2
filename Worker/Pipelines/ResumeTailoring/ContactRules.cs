using AspireStreaming.Streaming.Events;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal static partial class ContactRules
{
    public static (ValidationStatus, string) Email(RuleContext c) => c.Cv.Contact.Email switch
    {
        null or "" => (ValidationStatus.Fail, c.Speak.Say("No e-mail address found.", "Aucune adresse e-mail trouvée.")),
        { Length: <= 254 } email when WellFormed().IsMatch(email) => (ValidationStatus.Pass, email),
        var email => (ValidationStatus.Warn, c.Speak.Say($"{email} does not look like an e-mail address.", $"{email} ne ressemble pas à une adresse e-mail.")),
    };

    public static (ValidationStatus, string) Phone(RuleContext c)
    {
        if (c.Cv.Contact.Phone is not { Length: > 0 } phone) return (ValidationStatus.Warn, c.Speak.Say("No phone number found.", "Aucun numéro de téléphone trouvé."));
        // E.164 allows 15 digits; the shortest national numbers have 7.
        return phone.Count(char.IsDigit) is >= 7 and <= 15
            ? (ValidationStatus.Pass, phone)
            : (ValidationStatus.Warn, c.Speak.Say($"{phone} has too few or too many digits.", $"{phone} a trop ou trop peu de chiffres."));
    }

    public static (ValidationStatus, string) Location(RuleContext c) => c.Cv.Contact.Location is { Length: > 0 } location
        ? (ValidationStatus.Pass, location)
        : (ValidationStatus.Warn, c.Speak.Say("No city or region found; recruiters filter by it.", "Aucune ville ni région trouvée ; les recruteurs filtrent dessus."));

    public static (ValidationStatus, string) Links(RuleContext c)
    {
        var links = c.Cv.Contact.Links;
        var broken = links.Where(l => !IsLink(l)).ToList();
        if (broken.Count > 0) return (ValidationStatus.Warn, c.Speak.Say($"Not a web address: {c.Speak.Some(broken)}.", $"Adresse invalide : {c.Speak.Some(broken)}."));
        return (ValidationStatus.Pass, links.Count == 0 ? c.Speak.Say("No links.", "Aucun lien.") : c.Speak.Some([.. links]));
    }

    private static bool IsLink(string link) =>
        Uri.TryCreate(link.Contains("://", StringComparison.Ordinal) ? link : "https://" + link, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && Host().IsMatch(uri.Host);

    [GeneratedRegex(@"^[^\s@,;<>]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WellFormed();

    [GeneratedRegex(@"^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();
}
