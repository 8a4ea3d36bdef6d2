using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public class FitScorerTests
{
    [Fact]
    public void AStrongMatchNamesWhatMatchesAndWhatIsMissing()
    {
        var fit = FitScorer.Score(Samples.Engineer.Cv, Samples.BackendPosting);

        Assert.Equal(100, fit[FitPart.MustHaveSkills]);
        Assert.Equal(100, fit[FitPart.Experience]);
        Assert.Equal(["Go", "PostgreSQL", "Kafka", "Terraform"], fit.MatchedSkills);
        Assert.Empty(fit.MissingMustHaves); // Kafka satisfies "Kafka or Rust"
        Assert.InRange(fit.Overall, 75, 100);
    }

    [Fact]
    public void ATradeWithoutKnownSkillsIsJudgedByItsWords()
    {
        var fit = FitScorer.Score(Samples.Infirmiere.Cv, Samples.PostingInfirmiere);

        Assert.Null(fit[FitPart.MustHaveSkills]);
        Assert.Equal(["Conduite d'un véhicule sanitaire"], fit.UnmetRequirements);
        Assert.InRange(fit[FitPart.Requirements]!.Value, 60, 70);
        Assert.InRange(fit[FitPart.Title]!.Value, 60, 70);
        Assert.True(fit.Overall > FitScorer.Score(Samples.Engineer.Cv, Samples.PostingInfirmiere).Overall + 30);
    }

    [Fact]
    public void FewerYearsThanRequiredGiveAShareOfTheScore()
    {
        var junior = Samples.Engineer.Cv with { YearsOfExperience = 2 };
        Assert.Equal(40, FitScorer.Score(junior, Samples.BackendPosting)[FitPart.Experience]);
    }

    [Fact]
    public void AnEmptyPostingOrCvIsNoError()
    {
        Assert.Equal(0, FitScorer.Score(Samples.Engineer.Cv, new JobPosting { Language = "en" }).Overall);
        Assert.Equal(0, FitScorer.Score(new CvProfile { Language = "en" }, Samples.BackendPosting).Overall);
    }

    [Fact]
    public void ScoresAreBoundedDeterministicAndTheirPartsAddUp()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var ((_, cv), posting) = Samples.Generate(seed);
            var fit = FitScorer.Score(cv, posting);
            Assert.All(fit.Parts, p => Assert.InRange(p.Value, 0, 100));
            Assert.Equal(1, fit.Parts.Sum(p => p.Weight), 3);
            Assert.Equal(fit.Overall, fit.Parts.Sum(p => p.Value * p.Weight), 0.2);
            Assert.Equivalent(fit, FitScorer.Score(cv, posting), strict: true);
            Assert.Empty(fit.MatchedSkills.Intersect(fit.MissingMustHaves.Concat(fit.MissingNiceToHaves)));
        }
    }

    [Fact]
    public void AnAdditionalSkillNeverLowersTheScore()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var ((_, cv), posting) = Samples.Generate(seed);
            var before = FitScorer.Score(cv, posting).Overall;
            foreach (var skill in posting.Skills.Append("Juggling"))
            {
                cv = cv with { KnownSkills = [.. cv.KnownSkills, skill] };
                var after = FitScorer.Score(cv, posting).Overall;
                Assert.True(after >= before, $"seed {seed}: {skill} took {before} to {after}");
                before = after;
            }
        }
    }
}
