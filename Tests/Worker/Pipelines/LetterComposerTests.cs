using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CoverLetter;

namespace AspireStreaming.Tests.Worker.Pipelines;

public sealed class LetterComposerTests
{
    private const string Posting = "Backend Engineer\nNorthwind\n\nWhat you will do\n- Design event-driven services\n\nRequirements\n- 5+ years of experience\n- Python, Kafka and Rust";

    public static TheoryData<string> Resumes =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Data", "labelled"), "*.txt", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(AppContext.BaseDirectory, f))];

    [Theory]
    [MemberData(nameof(Resumes))]
    public void EveryFigureAndSkillOfALetterStandsInTheCvOrThePosting(string file)
    {
        string resume = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
        var cv = new CvReader().Read(resume, new DateOnly(2026, 11, 20));
        foreach (string language in (string[])["en", "fr"])
        {
            var letter = LetterComposer.Compose(new LetterBrief(resume, Posting, cv, new PostingReader().Read(Posting), language, ""));
            Assert.Equal(5, letter.Count);
            Assert.All(letter, p => Assert.NotEqual("", p.Trim()));
            string text = string.Join('\n', letter);
            var known = new TermIndex($"{resume}\n{Posting}\n{(int)cv.YearsOfExperience}");
            Assert.All(Words.Of(text).Where(w => w.HasDigit), w => Assert.True(known.Contains(w.Text), $"{w.Text} in {text}"));
            var skills = cv.KnownSkills.ToHashSet(StringComparer.OrdinalIgnoreCase);
            Assert.All(
                SkillLexicon.Builtin.Find(text).Where(m => !m.Skill.IsSoft),
                m => Assert.True(skills.Contains(m.Skill.Name) || known.Contains(m.Skill.Name) || known.Contains(text.Substring(m.Start, m.Length)), $"{m.Skill.Name} in {text}"));
        }
    }

    [Fact]
    public void ARequestedSkillThatTheCvLacksIsNotClaimed()
    {
        const string Resume = "Ann Lee\nBackend Engineer\n\nSkills: Python, Kafka";
        var brief = new LetterBrief(Resume, Posting, new CvReader().Read(Resume, new DateOnly(2026, 11, 20)), new PostingReader().Read(Posting), "en", "");
        string text = string.Join('\n', LetterComposer.Compose(brief));
        Assert.Contains("Python", text);
        Assert.DoesNotContain("Rust", text);
        Assert.EndsWith("Ann Lee", text);
    }
}
