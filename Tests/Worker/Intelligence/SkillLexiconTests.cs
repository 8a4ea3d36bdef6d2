using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

public sealed class SkillLexiconTests
{
    private static IEnumerable<string> Found(string text) => SkillLexicon.Builtin.Find(text).Select(m => m.Skill.Name);

    [Theory]
    [InlineData("C, C++ and C#", "C|C++|C#")]
    [InlineData("Expert in ASP.NET and .NET 8", "ASP.NET|.NET")]
    [InlineData("SQL vs NoSQL, SQL Server", "SQL|NoSQL|SQL Server")]
    [InlineData("React Native, React", "React Native|React")]
    [InlineData("Java and JavaScript", "Java|JavaScript")]
    [InlineData("node.js / Node", "Node.js|Node.js")]
    [InlineData("services written in Go, scripts in R", "Go|R")]
    [InlineData("machine\nlearning", "Machine learning")]
    [InlineData("Java8 and PHP7", "Java|PHP")]
    [InlineData("modélisation des données", "Data modeling")]
    public void SkillNamesAreDistinguished(string text, string expected) => Assert.Equal(expected.Split('|'), Found(text));

    [Theory]
    [InlineData("Go to market strategy")]
    [InlineData("he likes to go, and to rest")]
    [InlineData("R&D department, C-level, vitamin C")]
    [InlineData("He excels at words and has access to the outlook")]
    [InlineData("Permis A, B, C")]
    [InlineData("Permis B et C")]
    [InlineData("javanese, reactive, sqlish")]
    public void OrdinaryWordsAreNoSkills(string text) =>
        Assert.Empty(Found(text).Except(["Driving licence"]));

    [Fact]
    public void SoftSkillsAreKeptApart()
    {
        var profile = new CvReader().Read("Jane Roe\n\nSKILLS\nPython, Teamwork, Time management", FieldScores.Today);
        Assert.Equal(["Python", "Teamwork", "Time management"], profile.Skills); // as written
        Assert.Equal(["Python"], profile.KnownSkills);
        Assert.Equal(["Teamwork", "Time management"], profile.SoftSkills);
    }

    [Fact]
    public void EverySkillIsFoundByItsOwnNameInAList()
    {
        var lost = SkillLexicon.Builtin.Skills.Where(s => !Found($"Foo, {s.Name}, bar").Contains(s.Name)).Select(s => s.Name);
        Assert.Empty(lost);
        Assert.True(SkillLexicon.Builtin.Skills.Count > 500);
    }

    [Fact]
    public void AnUnmarkedLineOfAnotherLexiconIsRead()
    {
        var lexicon = SkillLexicon.Parse(new StringReader("# comment\n[craft]\nGlass blowing | soufflage de verre; =GB\n"));
        Assert.Equal(new Skill("Glass blowing", "craft"), lexicon.Lookup("Soufflage de Verre"));
        Assert.Single(lexicon.Find("GB here, gb there"));
    }
}
