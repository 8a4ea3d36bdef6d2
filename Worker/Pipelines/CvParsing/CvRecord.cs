using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>A parsed CV in the wire format: clients receive it, and send it back for a matching. Names of fields are French.</summary>
/// <param name="Cv">The file's name, made unique among equal names.</param>
/// <param name="Langue"><c>fr</c> or <c>en</c>.</param>
/// <param name="AnneesExperience">Years of work; overlapping positions count once. 0 or more.</param>
/// <param name="Competences">The items of the skill sections, as written.</param>
/// <param name="Autres">Lines of projects, interests and sections of unknown kind.</param>
/// <param name="Lecture">Which reader read the CV, in a worker that has a language model.</param>
public sealed record CvRecord(
    string Cv,
    Identity Identite,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Titre,
    string? Langue,
    Contact? Contact,
    string? Resume,
    double AnneesExperience,
    IReadOnlyList<string> Competences,
    IReadOnlyList<string> CompetencesTransverses,
    IReadOnlyList<Experience> Experiences,
    IReadOnlyList<Training> Formations,
    IReadOnlyList<SpokenTongue> Langues,
    IReadOnlyList<string> Certifications,
    IReadOnlyList<string> Autres,
    Lecture? Lecture = null);

/// <summary>See <see cref="Intelligence.ReadBy"/>.</summary>
/// <param name="Lecteur"><c>model</c> or <c>builtin</c>.</param>
/// <param name="Raison">The error code of the model that the built-in reader stands in for.</param>
/// <param name="Ecartes">How many values of the model are left out, because the CV does not contain them.</param>
public sealed record Lecture(string Lecteur, string? Raison, int Ecartes);

/// <param name="Confidence">0 to 1, only when the name is a guess.</param>
public sealed record Identity(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Nom,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Prenom,
    double? Confidence = null);

public sealed record Contact(string? Email, string? Telephone, string? Localisation, IReadOnlyList<string> Liens);

/// <param name="Debut"><c>2021-03</c>, or <c>2021</c> when the CV gives only the year.</param>
/// <param name="Fin">As <paramref name="Debut"/>; absent while <paramref name="EnCours"/>.</param>
/// <param name="Confidence">0 to 1, only when title and employer are told apart by a guess.</param>
public sealed record Experience(
    string? Poste, string? Entreprise, string? Lieu, string? Debut, string? Fin, bool EnCours, IReadOnlyList<string> Details, double? Confidence = null);

public sealed record Training(string? Diplome, string? Etablissement, string? Debut, string? Fin);

public sealed record SpokenTongue(string Langue, string? Niveau);
