using AspireStreaming.Worker.Documents;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

public sealed class PostingReaderTests
{
    private const string English = """
        Senior Backend Engineer (m/f/d)
        Acme Payments – Berlin

        About us
        Acme Payments is a company of 20 years experience in payments.

        What you'll do
        - Build APIs in C# and .NET

        What we're looking for
        - 5+ years of experience in backend development
        - Strong knowledge of SQL and Redis
        - Kubernetes is a plus

        Nice to have
        - Go or Rust
        """;

    private const string French = """
        Intitulé du poste : Comptable fournisseurs H/F
        Entreprise : Groupe Valmont
        Lieu : Tours (37)

        Vos missions :
        - Saisie des factures

        Profil recherché :
        De formation BTS comptabilité, vous justifiez d'au moins 3 ans d'expérience. La maîtrise d'Excel est indispensable. La connaissance de SAP serait un plus.
        """;

    private static JobPosting Read(string text) => new PostingReader().Read(text);

    [Fact]
    public void AnEnglishPostingIsTakenApart()
    {
        var posting = Read(English);
        Assert.Equal(("Senior Backend Engineer", "Acme Payments", 5.0), (posting.Title, posting.Company, posting.MinimumYears));
        Assert.Equal(["SQL", "Redis"], posting.MustHaves.SelectMany(r => r.Skills));
        Assert.Equal(["Kubernetes", "Go", "Rust"], posting.NiceToHaves.SelectMany(r => r.Skills));
        Assert.Equal(["Build APIs in C# and .NET"], posting.Responsibilities);
    }

    [Fact]
    public void AFrenchPostingIsTakenApart()
    {
        var posting = Read(French);
        Assert.Equal(("fr", "Comptable fournisseurs", "Groupe Valmont", 3.0), (posting.Language, posting.Title, posting.Company, posting.MinimumYears));
        Assert.Equal("Tours (37)", posting.Location);
        Assert.Contains("Excel", posting.MustHaves.SelectMany(r => r.Skills));
        Assert.Equal(["SAP"], posting.NiceToHaves.SelectMany(r => r.Skills));
    }

    [Fact]
    public void ASentenceCanMarkItsRequirementAsAMust()
    {
        var posting = Read("We are looking for a Data Engineer to join Globex in Paris. You must have three years of experience with Python. Airflow is required. Terraform would be a bonus.");
        Assert.Equal(("Data Engineer", "Globex", 3.0), (posting.Title, posting.Company, posting.MinimumYears));
        Assert.Equal(["Python", "Apache Airflow"], posting.MustHaves.SelectMany(r => r.Skills));
        Assert.Equal(["Terraform"], posting.NiceToHaves.SelectMany(r => r.Skills));
    }

    [Theory]
    [InlineData("Requirements: 3 to 5 years of experience", 3.0)]
    [InlineData("Vous avez une expérience de 2 ans minimum en Java", 2.0)]
    [InlineData("Our company was founded 20 years ago. Python required.", null)]
    public void OnlyRequiredYearsAreRead(string text, double? years) => Assert.Equal(years, Read(text).MinimumYears);

    [Fact]
    public void ALineOfMustHavesIsEnough()
    {
        var posting = Read("Must-haves: 5 ans d'expérience, React\nNice-to-haves: Docker");
        Assert.Equal(["React"], posting.MustHaves.SelectMany(r => r.Skills));
        Assert.Equal(["Docker"], posting.NiceToHaves.SelectMany(r => r.Skills));
    }

    [Theory]
    [InlineData("""{"title":"Engineer","skills":{"required":["Python","SQL"],"preferred":["Docker"]},"remote":true}""", "Python SQL", "Docker")]
    [InlineData("""{"title":"Engineer","qualifications":{"minimum":["Python"],"preferred":["Docker","Redis"]}}""", "Python", "Docker Redis")]
    [InlineData("""{"title":"Engineer","requirements":[{"name":"Docker","required":false},{"name":"Python","required":true},{"name":"SQL"}]}""", "Python SQL", "Docker")]
    [InlineData("""{"title":"Engineer","requirements":[{"skill":"Python","priority":"must"},{"skill":"Docker","priority":"nice-to-have"}]}""", "Python", "Docker")]
    [InlineData("""{"title":"Engineer","skills":[{"name":"Docker","level":"preferred"},{"name":"Python","level":"expert"}]}""", "Python", "Docker")]
    [InlineData("""{"title":"Développeur","competences":[{"nom":"Python","obligatoire":true},{"nom":"Docker","obligatoire":false}]}""", "Python", "Docker")]
    [InlineData("""{"title":"Engineer","requirements":["Python","Docker is a plus"],"niceToHaveSkills":["Redis"]}""", "Python", "Docker Redis")]
    [InlineData("""{"title":"Engineer","preferredQualifications":["Docker"],"requirements":["Python"],"experience":"Mid-level"}""", "Python", "Docker")]
    [InlineData("""{"title":"Engineer","requirements":{"must_have":["Python"],"nice_to_have":["Docker"]}}""", "Python", "Docker")]
    [InlineData("""{"title":"Engineer","skills_required":["Python"],"skills_optional":["Docker"]}""", "Python", "Docker")]
    public void AJsonPostingTellsWhatIsOptional(string json, string musts, string nices)
    {
        var posting = Read(JsonText.Read(json)!);
        Assert.Equal((musts, nices), (string.Join(' ', posting.MustHaves.SelectMany(r => r.Skills)), string.Join(' ', posting.NiceToHaves.SelectMany(r => r.Skills))));
        Assert.All(posting.Requirements, requirement => Assert.NotEmpty(requirement.Skills));
    }
}
