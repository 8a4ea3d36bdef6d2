using System.Globalization;
using System.Text;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>Counts per field: right, wrong and missed values.</summary>
internal sealed class FieldScores
{
    /// <summary>The date for "until today" in the documents, so that the labels stay valid.</summary>
    public static readonly DateOnly Today = new(2026, 11, 20);

    public static readonly string[] Fields = ["name", "email", "phone", "title", "positions", "role", "employer", "dates", "degree", "institution", "skills", "years"];

    private readonly Dictionary<string, (int Right, int Wrong, int Missed)> _counts = Fields.ToDictionary(f => f, _ => (0, 0, 0));

    /// <summary>The errors, one line each.</summary>
    public List<string> Errors { get; } = [];

    public void Add(LabelledDocument document, CvProfile read)
    {
        var (id, expected) = (document.Id, document.Labels);
        Single(id, "name", Words(expected.Name), Words(read.FullName));
        Single(id, "email", expected.Email?.ToLowerInvariant(), read.Contact.Email?.ToLowerInvariant());
        Single(id, "phone", Digits(expected.Phone), Digits(read.Contact.Phone));
        if (expected.Title is not null) Single(id, "title", Words(expected.Title), Words(read.Title));
        if (expected.Positions is { } positions) Positions(id, positions, read.Positions);
        if (expected.Education is { } education) Education(id, education, read.Education);
        if (expected.Skills is { } skills) Skills(id, skills, read);
        // Half a year of tolerance, because years without months are not more precise; zero is a value like any other.
        if (expected.Years is { } years) Judge(id, "years", Math.Abs(years - read.YearsOfExperience) <= Math.Max(0.5, years * 0.05), years, read.YearsOfExperience);
    }

    public double Precision(string field) => _counts[field] is var (right, wrong, _) && right > 0 ? (double)right / (right + wrong) : 0;

    public double Recall(string field) => _counts[field] is var (right, _, missed) && right > 0 ? (double)right / (right + missed) : 0;

    public double F1(string field)
    {
        var (right, wrong, missed) = _counts[field];
        return right == 0 ? 0 : 2.0 * right / ((2 * right) + wrong + missed);
    }

    public string Table(string heading)
    {
        var table = new StringBuilder().Append(heading).Append('\n').Append("field       right wrong missed  precision  recall    F1\n");
        foreach (var field in Fields)
        {
            var (right, wrong, missed) = _counts[field];
            table.Append(CultureInfo.InvariantCulture, $"{field,-11} {right,5} {wrong,5} {missed,6} {Precision(field),10:0.000} {Recall(field),7:0.000} {F1(field),5:0.000}\n");
        }

        return table.ToString();
    }

    // Positions are compared in the order of the labels; a missing or added one shifts the others, so pairs are made of equal titles or employers first.
    private void Positions(string id, IReadOnlyList<PositionLabel> expected, IReadOnlyList<Position> read)
    {
        Judge(id, "positions", expected.Count == read.Count, expected.Count, read.Count);
        foreach (var (label, found) in Pairs(expected, read, (l, r) => (Words(l.Title) == Words(r.Title) ? 2 : 0) + (Words(l.Employer) == Words(r.Organisation) ? 2 : 0) + (l.Start?[..4] == r.Start?.Year.ToString(CultureInfo.InvariantCulture) ? 1 : 0)))
        {
            Single(id, "role", Words(label?.Title), Words(found?.Title));
            Single(id, "employer", Words(label?.Employer), Words(found?.Organisation));
            if (label?.Start is { } start) Single(id, "dates", $"{start[..4]}-{label.End?[..4]}", found is null ? null : $"{found.Start?.Year}-{(found.Current ? null : found.End?.Year)}");
        }
    }

    private void Education(string id, IReadOnlyList<EducationLabel> expected, IReadOnlyList<EducationEntry> read)
    {
        foreach (var (label, found) in Pairs(expected, read, (l, r) => (Words(l.Degree) == Words(r.Degree) ? 2 : 0) + (Words(l.Institution) == Words(r.Institution) ? 2 : 0)))
        {
            Single(id, "degree", Words(label?.Degree), Words(found?.Degree));
            Single(id, "institution", Words(label?.Institution), Words(found?.Institution));
        }
    }

    private static List<(TLabel? Label, TRead? Read)> Pairs<TLabel, TRead>(IReadOnlyList<TLabel> labels, IReadOnlyList<TRead> read, Func<TLabel, TRead, int> likeness)
        where TLabel : class where TRead : class
    {
        var (left, right) = (labels.ToList(), read.ToList());
        var pairs = new List<(TLabel?, TRead?)>();
        foreach (var (label, found) in labels.SelectMany(l => read.Select(r => (l, r))).OrderByDescending(p => likeness(p.l, p.r)))
        {
            if (!left.Contains(label, ReferenceEqualityComparer.Instance) || !right.Contains(found, ReferenceEqualityComparer.Instance)) continue;
            pairs.Add((label, found));
            left.RemoveAll(l => ReferenceEquals(l, label));
            right.RemoveAll(r => ReferenceEquals(r, found));
        }

        return [.. pairs, .. left.Select(l => ((TLabel?)l, (TRead?)null)), .. right.Select(r => ((TLabel?)null, (TRead?)r))];
    }

    private void Single(string id, string field, string? expected, string? read)
    {
        if (expected is null && read is null) return;
        var right = expected == read;
        Count(field, right ? 1 : 0, !right && read is not null ? 1 : 0, !right && expected is not null ? 1 : 0);
        if (!right) Errors.Add($"{id} {field}: \"{expected}\" read as \"{read}\"");
    }

    private void Judge(string id, string field, bool right, double expected, double read)
    {
        Count(field, right ? 1 : 0, right ? 0 : 1, right ? 0 : 1);
        if (!right) Errors.Add($"{id} {field}: {expected} read as {read}");
    }

    private void Skills(string id, IReadOnlyList<string> labels, CvProfile read)
    {
        var expected = labels.Select(Words).ToHashSet();
        var found = read.Skills.Select(Words).ToHashSet();
        var wrong = found.Except(expected).ToList();
        var missed = expected.Except(found).ToList();
        Count("skills", found.Intersect(expected).Count(), wrong.Count, missed.Count);
        if (wrong.Count > 0) Errors.Add($"{id} skills found beyond: {string.Join(", ", wrong)}");
        if (missed.Count > 0) Errors.Add($"{id} skills missed: {string.Join(", ", missed)}");
    }

    private void Count(string field, int right, int wrong, int missed)
    {
        var c = _counts[field];
        _counts[field] = (c.Right + right, c.Wrong + wrong, c.Missed + missed);
    }

    // Case, accents and punctuation are no difference.
    private static string? Words(string? text) => text is null ? null : string.Join(' ', AspireStreaming.Worker.Intelligence.Words.Of(text).Select(w => w.Text));

    private static string? Digits(string? phone) => phone is null ? null : string.Concat(phone.Where(char.IsAsciiDigit));
}
