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
        Assert.Equal(expected, CriterionCheck.Check(Assert.Single(offer.MustHaves), Marie()).ToString());
    }

    [Fact]
    public async Task TheReasonNamesEachMissingCriterionAsTheOfferWordsIt()
    {
        var offer = await OfferAsync(new CvMatchingRequest(null, ["Minimum 10 ans d'expérience", "Python", "Kubernetes"], null, null, null, null));
        Assert.Equal("Manque critère must-have: Minimum 10 ans d'expérience ; Kubernetes", MustHaveFilter.Reason(offer, Marie()));
    }

    [Fact]
    public async Task ARequirementThatCannotBeCheckedEliminatesNoCandidate()
    {
        var offer = await OfferAsync(new CvMatchingRequest(
            "Développeur Python\n\nProfil recherché\n- Maîtrise de Python\n- Sens aigu de la diplomatie internationale requis\n\nLes plus\n- Kubernetes", null, null, null, null, null));
        Assert.Contains(offer.MustHaves, c => c.Text.Contains("Python", StringComparison.Ordinal));
        Assert.Null(MustHaveFilter.Reason(offer, Marie()));
        Assert.Equal(["Kubernetes"], NiceHaves.Missing(offer, Marie()));
    }

    [Fact]
    public async Task AGivenListReplacesTheListInTheText()
    {
        var offer = await OfferAsync(new CvMatchingRequest("Profil recherché\n- Maîtrise de Java", ["Python"], null, null, null, null));
        Assert.Equal(["Python"], offer.MustHaves.Select(c => c.Text));
        Assert.Null(MustHaveFilter.Reason(offer, Marie()));
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
        new OfferBuilder(new BuiltinOfferReader(new PostingReader())).BuildAsync(request, CancellationToken.None);

    private static Candidate Marie() => new(CvRecords.From("marie.txt", new CvReader().Read(Cv, new DateOnly(2026, 11, 20))));
}
