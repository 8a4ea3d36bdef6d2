using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>A story's user role.</summary>
/// <param name="Name">Singular, without article.</param>
internal sealed partial record Role(string Name)
{
    private const string French =
        "client|utilisateur|administrateur|comptable|gestionnaire|vendeur|acheteur|commercial|technicien|patient|médecin|infirmier|élève|étudiant|"
        + "enseignant|parent|visiteur|abonné|livreur|candidat|recruteur|manager|salarié|employé|développeur|testeur|chef de projet|locataire|"
        + "propriétaire|adhérent|citoyen|agent|opérateur|magasinier|caissier|chauffeur|formateur|fournisseur|voyageur|membre|invité|responsable";

    private const string English =
        "customer|user|administrator|admin|accountant|manager|seller|buyer|technician|patient|doctor|nurse|student|teacher|parent|visitor|"
        + "subscriber|courier|driver|candidate|recruiter|employee|developer|tester|tenant|owner|member|citizen|agent|operator|cashier|guest|"
        + "client|supplier|traveller|trainer|clerk|team lead";

    public static Role Default(bool french) => new(french ? "utilisateur" : "user");

    /// <summary>The first role that the text names as the actor or the beneficiary: "par les clients", "Customers pay …".</summary>
    public static Role? Find(string text, bool french)
    {
        string folded = TextFold.Fold(text);
        var match = (french ? FrenchActor() : EnglishActor()).Match(folded);
        if (!match.Success)
        {
            return null;
        }

        string found = match.Groups["role"].Value;
        return new Role((french ? French : English).Split('|').First(r => TextFold.Fold(r) == found));
    }

    public string Definite(bool french) => french ? Grammar.Definite($"le {Name}", french: true) : Name;

    public string Indefinite(bool french) => french ? $"un {Name}" : Grammar.Indefinite(Name);

    private const string FoldedFrench =
        "client|utilisateur|administrateur|comptable|gestionnaire|vendeur|acheteur|commercial|technicien|patient|medecin|infirmier|eleve|etudiant|"
        + "enseignant|parent|visiteur|abonne|livreur|candidat|recruteur|manager|salarie|employe|developpeur|testeur|chef de projet|locataire|"
        + "proprietaire|adherent|citoyen|agent|operateur|magasinier|caissier|chauffeur|formateur|fournisseur|voyageur|membre|invite|responsable";

    [GeneratedRegex(@"(?:\b(?:par|pour|aux?|permet a|permettre a)\s+(?:les |l'|le |la |nos |un |une )?|(?:^|[.!\n]\s*)(?:les |l'|le |la |un |une |chaque )|\ba l')(?<role>" + FoldedFrench + @")s?\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchActor();

    [GeneratedRegex(@"(?:\b(?:by|for|lets?|allows?|enables?|helps?)\s+(?:the |our |all |an? )?|(?:^|[.!\n]\s*)(?:the |an? |each |every |all )?)(?<role>" + English + @")s?\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnglishActor();
}
