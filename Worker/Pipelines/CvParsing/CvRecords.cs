using System.Globalization;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Makes a <see cref="CvRecord"/> from a parser's data, and makes a client's record safe to use.</summary>
internal static class CvRecords
{
    private const int MostOthers = 100;
    private const int MostItems = 500;

    public static CvRecord From(string name, CvProfile cv) => new(
        name,
        NameOf(cv),
        cv.Title,
        cv.Language,
        new Contact(cv.Contact.Email, cv.Contact.Phone, cv.Contact.Location, cv.Contact.Links),
        cv.Summary,
        cv.YearsOfExperience,
        cv.Skills,
        cv.SoftSkills,
        [.. cv.Positions.Select(p => new Experience(
            p.Title, p.Organisation, p.Location, Text(p.Start), Text(p.End), p.Current, p.Highlights, p.Confidence))],
        [.. cv.Education.Select(e => new Training(e.Degree, e.Institution, Text(e.Start), Text(e.End)))],
        [.. cv.SpokenLanguages.Select(l => new SpokenTongue(l.Name, l.Level))],
        cv.Certifications,
        [.. cv.Sections
            .Where(s => s.Kind is CvSectionKind.Projects or CvSectionKind.Interests or CvSectionKind.Other)
            .SelectMany(s => s.Lines).Where(line => line.Length > 0).Take(MostOthers)],
        cv.ReadBy is { } by ? new Lecture(by.Reader, by.Because, by.Dropped) : null);

    // A name of one word is a first name without a surname.
    private static Identity NameOf(CvProfile cv) => new(cv.FirstName is null ? cv.LastName ?? cv.FullName : cv.LastName, cv.FirstName, cv.NameConfidence);

    /// <summary>A client may leave fields out, or send null where the type does not allow it.</summary>
    public static CvRecord Complete(CvRecord cv, string name) => cv with
    {
        Cv = name,
        Identite = cv.Identite ?? new Identity(null, null),
        Contact = cv.Contact is null ? null : cv.Contact with { Liens = Items(cv.Contact.Liens) },
        AnneesExperience = double.IsFinite(cv.AnneesExperience) ? Math.Clamp(cv.AnneesExperience, 0, 80) : 0,
        Competences = Items(cv.Competences),
        CompetencesTransverses = Items(cv.CompetencesTransverses),
        Experiences = [.. Items(cv.Experiences).Select(e => e with { Details = Items(e.Details) })],
        Formations = Items(cv.Formations),
        Langues = [.. Items(cv.Langues).Where(l => l.Langue is not null)],
        Certifications = Items(cv.Certifications),
        Autres = Items(cv.Autres),
    };

    /// <summary>The whole content of the record, as lines.</summary>
    public static string Text(CvRecord cv) => string.Join('\n', Lines(cv).Where(line => !string.IsNullOrWhiteSpace(line)));

    private static IEnumerable<string?> Lines(CvRecord cv) =>
    [
        cv.Titre,
        cv.Contact?.Localisation,
        cv.Resume,
        .. cv.Experiences.SelectMany(e => (IEnumerable<string?>)[e.Poste, e.Entreprise, e.Lieu, .. e.Details]),
        .. cv.Formations.SelectMany(f => (IEnumerable<string?>)[f.Diplome, f.Etablissement]),
        .. cv.Competences,
        .. cv.CompetencesTransverses,
        .. cv.Langues.Select(l => $"{l.Langue} {l.Niveau}"),
        .. cv.Certifications,
        .. cv.Autres,
    ];

    private static IReadOnlyList<T> Items<T>(IReadOnlyList<T>? items)
        where T : class => items is null ? [] : [.. items.Where(item => item is not null).Take(MostItems)];

    private static string? Text(YearMonth? month) => month switch
    {
        null => null,
        { Month: { } m } => string.Create(CultureInfo.InvariantCulture, $"{month.Value.Year:0000}-{m:00}"),
        _ => month.Value.Year.ToString("0000", CultureInfo.InvariantCulture),
    };
}
