using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.JobMatching;

namespace AspireStreaming.Tests.Worker.Pipelines;

public sealed class BuiltinJobScorerTests
{
    private static readonly OfferedJob Job = new("Backend Engineer", null, "Requirements\n- 3 years of experience\n- Python and Kafka\n- Docker\n\nNice to have\n- Rust");

    [Fact]
    public async Task ARequestedSkillNeverLowersTheScoreAndIsNoLongerMissing()
    {
        int last = -1;
        string[] skills = ["Python", "Apache Kafka", "Docker", "Rust"];
        for (int n = 0; n <= skills.Length; n++)
        {
            var (score, _) = await ScoreAsync($"Ann Lee\nBackend Engineer\n\nSkills: Git, {string.Join(", ", skills.Take(n))}");
            Assert.InRange(score.Score, Math.Max(last, 0), 100);
            Assert.Equal(skills.Skip(n).Order(), score.MissingSkills.Order());
            last = score.Score;
        }
    }

    [Fact]
    public async Task TheAssessmentIsInTheResumesLanguageAndComesInPieces()
    {
        var (_, english) = await ScoreAsync("Ann Lee\nBackend Engineer\n\nSkills: Python and the like");
        Assert.Contains(english, p => p.Contains("Required and not found", StringComparison.Ordinal));
        var (_, french) = await ScoreAsync("Anne Lée\nIngénieure backend\n\nCompétences\nPython, gestion de projet dans le cadre des missions");
        Assert.Contains(french, p => p.Contains("Exigé et introuvable", StringComparison.Ordinal));
        Assert.True(english.Count > 3);
    }

    private static async Task<(JobScore Score, List<string> Pieces)> ScoreAsync(string resume)
    {
        var candidate = new Candidate(resume, new CvReader().Read(resume, new DateOnly(2026, 11, 20)));
        var pieces = new List<string>();
        return (await new BuiltinJobScorer(new PostingReader()).ScoreAsync(candidate, Job, pieces.Add, CancellationToken.None), pieces);
    }
}
