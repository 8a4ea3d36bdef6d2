using System.Globalization;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>The small CVs of <c>Data/cv-cases.md</c>: one fault of older readers each, in several trades, languages and forms.</summary>
public sealed partial class CvCaseTests
{
    private static readonly Dictionary<string, (string Text, string Expected)> Cases = Case().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "cv-cases.md")))
        .ToDictionary(m => m.Groups["title"].Value, m => (m.Groups["text"].Value, m.Groups["expected"].Value));

    public static TheoryData<string> Titles => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Titles))]
    public void ACvIsReadAsItsReaderWould(string title)
    {
        var (text, expected) = Cases[title];
        var read = new CvReader().Read(text, FieldScores.Today);
        var found = expected.Split('\n').Select(line => line.Split(':')[0]).Distinct().SelectMany(kind => Lines(kind, read));
        Assert.Equal(expected.Split('\n').Select(l => l.TrimEnd()), found);
    }

    [Fact]
    public void EveryCaseIsFound() => Assert.Equal(171, Cases.Count);

    private static IEnumerable<string> Lines(string kind, CvProfile read) => kind switch
    {
        "name" => [$"name: {read.FullName}".TrimEnd()],
        "phone" => [$"phone: {read.Contact.Phone}".TrimEnd()],
        "place" => [$"place: {read.Contact.Location}".TrimEnd()],
        "position" => read.Positions.Select(p => Squeeze($"position: {p.Title} | {p.Organisation} | {Month(p.Start)} | {(p.Current ? "now" : Month(p.End))}")),
        "degree" => read.Education.Select(e => $"degree: {e.Degree} | {e.Institution}"),
        _ => [$"skills: {string.Join("; ", read.Skills)}".TrimEnd()],
    };

    private static string Squeeze(string line) => line.Replace("|  |", "| |", StringComparison.Ordinal).TrimEnd();

    private static string Month(YearMonth? month) => month is not { } m ? "" : m.Month is { } n ? string.Create(CultureInfo.InvariantCulture, $"{m.Year}-{n:00}") : m.Year.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"## (?<title>[^\n]+)\n\n```text\n(?<text>.*?)\n```\n\n```\n(?<expected>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Case();
}
