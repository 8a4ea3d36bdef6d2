using System.Collections.Frozen;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Words that French and English CVs use for the same concept, so that an offer in one language finds a CV in the other.</summary>
internal static class Concepts
{
    private static readonly FrozenDictionary<string, string> ByStem = """
        developer developpeur developpeuse dev programmeur programmer
        developing developper developpement development
        engineer ingenieur ingenieure engineering ingenierie
        software logiciel logiciels applicatif
        data donnees donnee
        manager gestionnaire responsable
        management gestion gerer managing
        project projet projets
        team equipes
        customer client clients clientele
        sales vente ventes vendeur vendeuse
        purchasing achat achats acheteur buyer
        accounting comptable comptabilite accountant
        nurse infirmier infirmiere nursing
        teacher enseignant enseignante professeur teaching
        cook cuisinier cuisiniere chef
        health sante
        law droit juridique legal
        lawyer juriste avocat
        marketing mercatique
        recruitment recrutement recruiting recruteur
        payroll paie
        warehouse entrepot magasinier
        logistics logistique
        supply approvisionnement
        maintenance entretien
        electrician electricien electricienne
        mechanic mecanicien mecanicienne
        security securite
        network reseau reseaux
        database base bases
        test tests testeur tester testing
        design conception concevoir
        designer graphiste concepteur
        architect architecte
        analyst analyste
        analysis analyse analyser analyzing
        research chercheur researcher
        learning apprentissage
        cloud nuage
        deployment deploiement deployer deploying
        quality qualite
        budget budgets
        finance financier financiere financial
        training former formateur trainer
        assistant assistante
        secretary secretaire
        site chantier
        building batiment
        production fabrication manufacturing
        web internet
        """.Split('\n')
        .SelectMany(line => line.Split(' ').Select(word => KeyValuePair.Create(Lexicon.Stem(word), line.Split(' ')[0])))
        .DistinctBy(pair => pair.Key)
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of(string stem) => ByStem.GetValueOrDefault(stem, stem);
}
