using System.Globalization;
using System.Text;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>Counts per field: right, wrong and missed values.</summary>
internal sealed class FieldScores
{
    /// <summary>The date for "until today" in the documents, so that the labels stay valid.</summary>
    public static readonly DateOnly Today = new(2026, 11, 20);

    public static readonly string[] Fields = ["name", "email", "phone", "title", "skills", "years"];

    private readonly Dictionary<string, (int Right, int Wrong, int Missed)> _counts = Fields.ToDictionary(f => f, _ => (0, 0, 0));

    /// <summary>The errors, one line each.</summary>
    public List<string> Errors { get; } = [];

    public void Add(LabelledDocument document, CvProfile read)
    {
        var expected = document.Labels;
        Single(document.Id, "name", Words(expected.Name), Words(read.FullName));
        Single(document.Id, "email", expected.Email?.ToLowerInvariant(), read.Contact.Email?.ToLowerInvariant());
        Single(document.Id, "phone", Digits(expected.Phone), Digits(read.Contact.Phone));
        Single(document.Id, "title", Words(expected.Title), Words(read.Title));
        Skills(document, read);
        // Half a year of tolerance, because years without months are not more precise; zero is a value like any other.
        var close = Math.Abs(expected.Years - read.YearsOfExperience) <= Math.Max(0.5, expected.Years * 0.05);
        Count("years", close ? 1 : 0, close ? 0 : 1, close ? 0 : 1);
        if (!close) Errors.Add($"{document.Id} years: {expected.Years} read as {read.YearsOfExperience}");
    }

    public double F1(string field)
    {
        var (right, wrong, missed) = _counts[field];
        return right == 0 ? 0 : 2.0 * right / ((2 * right) + wrong + missed);
    }

    public string Table(string heading)
    {
        var table = new StringBuilder().Append(heading).Append('\n').Append("field     right wrong missed  precision  recall    F1\n");
        foreach (var field in Fields)
        {
            var (right, wrong, missed) = _counts[field];
            var precision = right == 0 ? 0 : (double)right / (right + wrong);
            var recall = right == 0 ? 0 : (double)right / (right + missed);
            table.Append(CultureInfo.InvariantCulture, $"{field,-8} {right,6} {wrong,5} {missed,6} {precision,10:0.000} {recall,7:0.000} {F1(field),5:0.000}\n");
        }

        return table.ToString();
    }

    private void Single(string id, string field, string? expected, string? read)
    {
        if (expected is null && read is null) return;
        var right = expected == read;
        Count(field, right ? 1 : 0, !right && read is not null ? 1 : 0, !right && expected is not null ? 1 : 0);
        if (!right) Errors.Add($"{id} {field}: \"{expected}\" read as \"{read}\"");
    }

    private void Skills(LabelledDocument document, CvProfile read)
    {
        // Labels use the words of the text; two names of one skill count as the same answer.
        static string Key(string skill) => (SkillLexicon.Builtin.Lookup(skill)?.Name ?? skill).ToLowerInvariant();
        var expected = document.Labels.Skills.Select(Key).ToHashSet();
        var found = read.Skills.Select(Key).ToHashSet();
        var wrong = found.Except(expected).ToList();
        var missed = expected.Except(found).ToList();
        Count("skills", found.Intersect(expected).Count(), wrong.Count, missed.Count);
        if (wrong.Count > 0) Errors.Add($"{document.Id} skills found beyond: {string.Join(", ", wrong)}");
        if (missed.Count > 0) Errors.Add($"{document.Id} skills missed: {string.Join(", ", missed)}");
    }

    private void Count(string field, int right, int wrong, int missed)
    {
        var c = _counts[field];
        _counts[field] = (c.Right + right, c.Wrong + wrong, c.Missed + missed);
    }

    private static string? Words(string? text) => text is null ? null : string.Join(' ', text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(char.IsAsciiDigit));
}
