using System.Text.Json;
using AspireStreaming.Worker.Intelligence;
using FsCheck;
using FsCheck.Fluent;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>Properties of every text: shuffled and cut pieces of real CVs with noise, and arbitrary strings.</summary>
public sealed class ReaderProperties
{
    private static readonly CvReader Cvs = new();
    private static readonly PostingReader Postings = new();
    private static readonly string[] Pieces =
        [.. LabelledDocument.Texts().Where(d => !d.HeldOut).SelectMany(d => d.Text.Split('\n')).Distinct(), "\t", "\r", "\0", "((((", "2019 -", "@", "C", "\uD800", "12/34/5678", "•", "Q9 2020", "99 ans d'expérience"];

    private static Arbitrary<string> Texts()
    {
        var shuffled = Gen.Elements(Pieces).ArrayOf(40).Select(p => string.Join('\n', p));
        var arbitrary = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");
        return Gen.OneOf(shuffled, arbitrary).ToArbitrary();
    }

    private static void Holds(Func<string, bool> property) => Prop.ForAll(Texts(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void YearsAreBetweenZeroAndEighty() => Holds(text => Cvs.Read(text, FieldScores.Today).YearsOfExperience is >= 0 and <= 80);

    [Fact]
    public void TheSameTextGivesTheSameAnswer() => Holds(text =>
        JsonSerializer.Serialize(Cvs.Read(text, FieldScores.Today)) == JsonSerializer.Serialize(new CvReader().Read(text, FieldScores.Today))
        && JsonSerializer.Serialize(Postings.Read(text)) == JsonSerializer.Serialize(new PostingReader().Read(text)));

    [Fact]
    public void EverySkillIsMentionedInTheText() => Holds(text =>
    {
        var mentioned = SkillLexicon.Builtin.Find(string.Join('\n', Cvs.Read(text, FieldScores.Today).Sections.SelectMany(s => s.Lines))).Select(m => m.Skill.Name).ToHashSet();
        var folded = string.Join(' ', text.Replace('’', '\'').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Cvs.Read(text, FieldScores.Today).Skills.All(s => mentioned.Contains(s) || folded.Contains(s, StringComparison.OrdinalIgnoreCase));
    });

    [Fact]
    public void SkillsAreNamedOnce() => Holds(text =>
    {
        var skills = Cvs.Read(text, FieldScores.Today).Skills;
        return skills.Distinct(StringComparer.OrdinalIgnoreCase).Count() == skills.Count;
    });

    [Fact]
    public void ARequirementIsALineOfTheText() => Holds(text =>
    {
        var posting = Postings.Read(text);
        return posting.MinimumYears is null or (> 0 and <= 40) && posting.Requirements.All(r => r.Skills.All(posting.Skills.Contains) && r.Text.Length > 0);
    });

    /// <summary>A pattern that tries too many ways throws after its time limit.</summary>
    [Fact]
    public void NoPatternGivesUpOnRepeatedWords()
    {
        string[] words =
        [
            "A1", "reading", "EQF 3", "2019", "2019 -", "01/2019", "since", "depuis", "Mr.", "Univ.", "BTS", "Licence", "Institute", "GPA", "Manager", "Acme Inc", "Paris", "LA", "TeX", "IT", "a@b", "+33 6", "(555)", "12", "1.", "x/", "C", "c++",
            "•", "-", "–", ",", ":", "(", "/", "|", ".", "l'", "à", "of the", "years", "ABC", "Abc", "a",
            "1/2/", "12.12.", "Jan-", "Jan 20", "2019 /", "1st Jan 2019", "XX/20XX",
        ];
        string[] gaps = ["", " ", "          ", "\t", ", ", " - "];
        string[] headings = ["", "SKILLS", "EXPERIENCE", "EDUCATION", "LANGUAGES"];
        foreach (string word in words)
        {
            foreach (string gap in gaps)
            {
                string line = string.Concat(Enumerable.Repeat(word + gap, 400 / (word.Length + gap.Length))) + "!";
                foreach (string heading in headings)
                {
                    Cvs.Read($"Jane Roe\n\n{heading}\n{line}\n{line}\n", FieldScores.Today);
                }

                Postings.Read($"Cook\n{line}\nRequirements\n{line}\n");
            }
        }
    }
}
