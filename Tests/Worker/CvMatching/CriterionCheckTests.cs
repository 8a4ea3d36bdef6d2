using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Tests.Worker.CvMatching;

public sealed class CriterionCheckTests
{
    private const string Cv = """
        Marie Martin
        Développeuse backend
        marie.martin@example.com

        EXPÉRIENCE

        Développeuse backend | Nuage SAS | janvier 2020 - aujourd'hui
        - APIs en Python et FastAPI sur PostgreSQL, gestion d'une équipe de 4 personnes
        - Déploiement avec Docker

        FORMATION
        Master Informatique | Université Lyon 1 | 2017

        LANGUES
        Anglais : C1
        Espagnol : notions

        CENTRES D'INTÉRÊT
        Permis B, randonnée
        """;

    [Theory]
    [InlineData("Minimum 5 ans d'expérience", "Met")]
    [InlineData("Minimum 10 ans d'expérience", "Missing")]
    [InlineData("At least 5 years of experience in Python", "Met")]
    [InlineData("At least 5 years of experience in Java", "Missing")]
    [InlineData("Python", "Met")]
    [InlineData("Maîtrise de SQL", "Met")] // PostgreSQL
    [InlineData("Python et Kubernetes", "Missing")]
    [InlineData("Python ou Kubernetes", "Met")]
    [InlineData("Kafka ou équivalent", "Open")]
    [InlineData("Go", "Missing")]
    [InlineData("Anglais courant", "Met")]
    [InlineData("Fluent English", "Met")]
    [InlineData("German", "Missing")]
    [InlineData("Français", "Met")] // the CV is written in it
    [InlineData("Bac+5", "Met")]
    [InlineData("Doctorat", "Missing")]
    [InlineData("Bachelor's degree", "Met")]
    [InlineData("Permis B", "Met")]
    [InlineData("Gestion d'équipe", "Met")]
    [InlineData("Habilitation électrique haute tension", "NotFound")]
    public async Task ACriterionIsCheckedByWhatItIsAbout(string text, string expected)
    {
        var offer = await OfferAsync(new CvMatchingRequest(null, [text], null, null, null, null));
        Assert.Equal(expected, CriterionCheck.Check(Assert.Single(offer.MustHaves), Marie()).State.ToString());
    }

    [Theory]
    [InlineData("Minimum 5 ans d'expérience", "met", "Développeuse backend, Nuage SAS (2020-01 – …)")]
    [InlineData("Minimum 10 ans d'expérience", "not_met", "Développeuse backend, Nuage SAS (2020-01 – …)")]
    [InlineData("Maîtrise de SQL", "met", "APIs en Python et FastAPI sur PostgreSQL, gestion d'une équipe de 4 personnes")]
    [InlineData("Docker", "met", "Déploiement avec Docker")]
    [InlineData("Python et Kubernetes", "not_met", "APIs en Python et FastAPI sur PostgreSQL, gestion d'une équipe de 4 personnes")]
    [InlineData("Go", "not_found", "")]
    [InlineData("Kafka ou équivalent", "not_found", "")]
    [InlineData("Anglais courant", "met", "Anglais, C1")]
    [InlineData("German", "not_met", "Anglais, C1|Espagnol, notions")]
    [InlineData("Bac+5", "met", "Master Informatique, Université Lyon 1")]
    [InlineData("Doctorat", "not_met", "Master Informatique, Université Lyon 1")]
    [InlineData("Permis B", "met", "Permis B, randonnée")]
    [InlineData("Habilitation électrique haute tension", "not_found", "")]
    [InlineData("At least 10 years of experience in Python", "not_met", "Développeuse backend, Nuage SAS (2020-01 – …)")] // Python is not what it fails for
    public async Task EachDecisionNamesTheSentencesThatItRestsOn(string text, string status, string sentences)
    {
        var offer = await OfferAsync(new CvMatchingRequest(null, [text], null, null, null, null));
        var evidence = Assert.Single(MustHaveFilter.Check(offer, Marie())).ToEvidence(MatchEvidence.MustHave);
        Assert.Equal((text, status, sentences), (evidence.Offer, evidence.Status, string.Join('|', evidence.Cv)));
    }

    [Theory]
    [InlineData("Diplôme d’État d’infirmier exigé", "Diplôme d'État d'infirmier, IFSI de Nantes, 2014", "met")]
    [InlineData("Titulaire du diplôme d'État d'infirmier (IDE)", "IDE, IFSI de Nantes, 2014", "met")]
    [InlineData("Diplôme d'État d'infirmier", "Diplôme d'État d'aide-soignant, Lycée Jean-Moulin, 2019", "not_met")]
    [InlineData("Diplôme d'État d'infirmier", "Licence de gestion, Université de Nantes, 2014", "not_found")]
    [InlineData("Diplôme d'État requis", "Diplôme d'État d'aide-soignant, Lycée Jean-Moulin, 2019", "met")]
    [InlineData("CAP Cuisine", "CAP Cuisine, CFA de Bordeaux, 2013", "met")]
    [InlineData("CAP cuisinier ou BEP", "CAP Cuisine, CFA de Bordeaux, 2013", "met")]
    [InlineData("CAP Cuisine", "CAP Électricité, CFA de Bordeaux, 2013", "not_met")]
    [InlineData("CAPES de mathématiques", "Master Mathématiques, Université de Lyon, 2013", "not_found")]
    [InlineData("Diplôme d'État d'infirmier ou équivalent", "Licence de gestion, Université de Nantes, 2014", "not_found")]
    public async Task ADiplomaThatIsNamedIsAsked(string asked, string held, string status)
    {
        var offer = await OfferAsync(new CvMatchingRequest($"Poste à pourvoir\n\nProfil recherché\n- {asked}\n", null, null, null, null, null));
        var cv = new CvReader().Read($"Anne Petit\nanne.petit@example.com\n\nFORMATION\n{held}\n", new DateOnly(2026, 11, 20));
        var findings = MustHaveFilter.Check(offer, new Candidate(CvRecords.From("anne.txt", cv)));
        Assert.Equal(status, Assert.Single(findings).ToEvidence(MatchEvidence.MustHave).Status);
        Assert.Equal(status == "met" || asked.Contains("équivalent", StringComparison.Ordinal), MustHaveFilter.Reason(findings) is null);
    }

    [Theory]
    [InlineData("3 years of experience in welding", "Welder", "met")]
    [InlineData("3 years of experience in welding", "Soudeuse TIG", "met")]
    [InlineData("3 ans d'expérience en soudure", "Welder", "met")]
    [InlineData("Expérience en comptabilité", "Aide-comptable", "met")]
    [InlineData("Experience in accounting", "Senior Accountant", "met")]
    [InlineData("Teaching", "Fifth Grade Teacher", "met")]
    [InlineData("2 ans d'expérience en cuisine", "Cuisinière", "met")]
    [InlineData("Plumbing", "Plombier chauffagiste", "met")]
    [InlineData("Joinery", "Bench Joiner", "met")]
    [InlineData("Horlogerie", "Horloger", "met")]
    [InlineData("Coiffure", "Coiffeuse", "met")]
    [InlineData("Pharmacy", "Hospital Pharmacist", "met")]
    [InlineData("Chauffage", "Chauffeur-livreur", "not_found")]
    [InlineData("Training", "Train Driver", "not_found")]
    [InlineData("3 years of experience in welding", "Painter", "not_found")]
    [InlineData("Accounting", "Teacher", "not_found")]
    public async Task WhoWorksInATradeHasItsActivity(string asked, string title, string status)
    {
        var offer = await OfferAsync(new CvMatchingRequest(null, [asked], null, null, null, null));
        var cv = new CvReader().Read($"Anne Petit\nanne.petit@example.com\n\nEXPERIENCE\n{title}, Delta SARL, 2020 - 2025\n- Travail soigné\n", new DateOnly(2026, 11, 20));
        var evidence = Assert.Single(MustHaveFilter.Check(offer, new Candidate(CvRecords.From("anne.txt", cv)))).ToEvidence(MatchEvidence.MustHave);
        Assert.Equal(status, evidence.Status);
        if (status == "met") Assert.Contains(title, evidence.Cv[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SkillsOutsideTheCriteriaHaveEvidenceToo()
    {
        var offer = await OfferAsync(new CvMatchingRequest("Développeur\n\nMissions\n- Déployer des conteneurs Docker\n- Écrire en COBOL", null, null, null, null, null));
        var evidence = Assert.Single(SkillCoverage.Evidence(offer, Marie()));
        Assert.Equal(("skill", "Déployer des conteneurs Docker", "Déploiement avec Docker"), (evidence.Kind, evidence.Offer, Assert.Single(evidence.Cv)));
    }

    [Fact]
    public async Task TheReasonNamesEachMissingCriterionAsTheOfferWordsIt()
    {
        var offer = await OfferAsync(new CvMatchingRequest(null, ["Minimum 10 ans d'expérience", "Python", "Kubernetes"], null, null, null, null));
        Assert.Equal("Manque critère must-have: Minimum 10 ans d'expérience ; Kubernetes", MustHaveFilter.Reason(MustHaveFilter.Check(offer, Marie())));
    }

    [Fact]
    public async Task ARequirementThatCannotBeCheckedEliminatesNoCandidate()
    {
        var offer = await OfferAsync(new CvMatchingRequest(
            "Développeur Python\n\nProfil recherché\n- Maîtrise de Python\n- Sens aigu de la diplomatie internationale requis\n\nLes plus\n- Kubernetes", null, null, null, null, null));
        Assert.Contains(offer.MustHaves, c => c.Text.Contains("Python", StringComparison.Ordinal));
        Assert.Null(MustHaveFilter.Reason(MustHaveFilter.Check(offer, Marie())));
        Assert.Equal(["Kubernetes"], NiceHaves.Missing(NiceHaves.Check(offer, Marie())));
    }

    [Fact]
    public async Task AGivenListReplacesTheListInTheText()
    {
        var offer = await OfferAsync(new CvMatchingRequest("Profil recherché\n- Maîtrise de Java", ["Python"], null, null, null, null));
        Assert.Equal(["Python"], offer.MustHaves.Select(c => c.Text));
        Assert.Null(MustHaveFilter.Reason(MustHaveFilter.Check(offer, Marie())));
    }

    [Fact]
    public async Task AnotherRequestedSkillNeverLowersTheCoverage()
    {
        var offer = await OfferAsync(new CvMatchingRequest("Backend developer\n\nRequirements\n- Python and Docker\n- Kubernetes and SQL", null, null, null, null, null));
        var has = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        double last = SkillCoverage.Of(offer, has)!.Value;
        Assert.Equal(0, last);
        foreach (string skill in offer.Skills)
        {
            has.Add(skill);
            Assert.True(SkillCoverage.Of(offer, has) > last);
            last = SkillCoverage.Of(offer, has)!.Value;
        }

        Assert.Equal(1, last, 9);
    }

    private static Task<Offer> OfferAsync(CvMatchingRequest request) =>
        new OfferBuilder(new PostingReader()).BuildAsync(request, CancellationToken.None);

    private static Candidate Marie() => new(CvRecords.From("marie.txt", new CvReader().Read(Cv, new DateOnly(2026, 11, 20))));
}
