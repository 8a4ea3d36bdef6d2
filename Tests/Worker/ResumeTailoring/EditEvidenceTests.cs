using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public sealed class EditEvidenceTests
{
    private const string Resume = """
        Jane Doe
        EXPERIENCE
        Backend Developer, Cloud Ltd, 2019 - today
        - Ran the team's football matches
        - Deployed twelve services with Docker and Kubernetes
        - Wrote reports in Python
        SKILLS
        Python, SQL, Docker
        """;

    private static readonly JobPosting Posting = new PostingReader().Read("""
        Platform Engineer

        Responsibilities
        - Deploy services with Kubernetes
        Requirements
        - Python scripting
        - 3 years of experience
        """);

    [Theory]
    [InlineData("- Ran the team's football matches\n- Deployed twelve services with Docker and Kubernetes", "- Deployed twelve services with Docker and Kubernetes\n- Ran the team's football matches",
        "Deploy services with Kubernetes", "Deployed twelve services with Docker and Kubernetes")]
    [InlineData("", "Kubernetes", "Deploy services with Kubernetes", "Deployed twelve services with Docker and Kubernetes")] // an addition: the fact stands elsewhere
    [InlineData("Python, SQL, Docker", "Python, SQL, Docker, Kubernetes", "Python scripting", "Python, SQL, Docker")]
    [InlineData("Backend Developer, Cloud Ltd, 2019 - today", "Backend Developer, Cloud Ltd, 2019 - Present", null, "Backend Developer, Cloud Ltd, 2019 - today")]
    public void AnEditRestsOnTheSentencesThatShareItsTerms(string before, string after, string? offer, string cv)
    {
        var evidence = new EditEvidence(Resume, Posting).Of(before, after);
        Assert.Equal((offer, cv), (evidence.Offer, evidence.Cv));
    }

    [Fact]
    public void WithoutAPostingOnlyTheResumeIsNamed()
    {
        var evidence = new EditEvidence(Resume, new JobPosting { Language = "en" }).Of("- Wrote reports in Python", "- Wrote 20 reports in Python");
        Assert.Equal((null, "Wrote reports in Python"), (evidence.Offer, evidence.Cv));
    }
}
