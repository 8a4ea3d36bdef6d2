using System.Text;
using System.Text.Json;

namespace AspireStreaming.Worker.Documents;

/// <summary>A <c>jsonresume.org</c> document laid out as a CV: header, then a heading for each section.</summary>
internal static class JsonResume
{
    private static readonly (string Name, string Heading, Action<StringBuilder, JsonElement> Write)[] Sections =
    [
        ("work", "Experience", (text, entry) => Entry(text, entry, "position", "name", "company")),
        ("volunteer", "Volunteer", (text, entry) => Entry(text, entry, "position", "organization")),
        ("education", "Education", (text, entry) => Entry(text, entry, "studyType", "area", "institution")),
        ("certificates", "Certifications", (text, entry) => Entry(text, entry, "name", "issuer")),
        ("awards", "Awards", (text, entry) => Entry(text, entry, "title", "awarder")),
        ("publications", "Publications", (text, entry) => Entry(text, entry, "name", "publisher")),
        ("projects", "Projects", (text, entry) => Entry(text, entry, "name", "entity")),
        ("skills", "Skills", (text, entry) => Labelled(text, entry, "name", "level")),
        ("languages", "Languages", (text, entry) => Labelled(text, entry, "language", "fluency")),
        ("interests", "Interests", (text, entry) => Labelled(text, entry, "name", "level")),
        ("references", "References", (text, entry) => Entry(text, entry, "name")),
    ];

    public static bool Is(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("basics", out var basics) && basics.ValueKind == JsonValueKind.Object;

    public static string Read(JsonElement root)
    {
        var text = new StringBuilder();
        Header(text, root.GetProperty("basics"));
        foreach (var (name, heading, write) in Sections)
        {
            if (!root.TryGetProperty(name, out var entries) || entries.ValueKind != JsonValueKind.Array || entries.GetArrayLength() == 0)
                continue;
            text.Append('\n').Append(heading.ToUpperInvariant()).Append('\n');
            foreach (var entry in entries.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object))
                write(text, entry);
        }
        return text.ToString();
    }

    /// <summary>The string or number of that name; null when it is missing or empty.</summary>
    public static string? Field(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value))
            return null;
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString()!.Trim(), JsonValueKind.Number => value.GetRawText(), _ => "" };
        return text.Length == 0 ? null : text;
    }

    private static void Header(StringBuilder text, JsonElement basics)
    {
        Line(text, Field(basics, "name"));
        Line(text, Field(basics, "label"));
        var place = basics.TryGetProperty("location", out var location) && location.ValueKind == JsonValueKind.Object
            ? Join(", ", Field(location, "address"), Field(location, "postalCode"), Field(location, "city"), Field(location, "region"), Field(location, "countryCode")) : null;
        Line(text, Join(" | ", Field(basics, "email"), Field(basics, "phone"), Field(basics, "url") ?? Field(basics, "website")));
        Line(text, place);
        foreach (var profile in Items(basics, "profiles"))
            Line(text, Join(": ", Field(profile, "network"), Field(profile, "url") ?? Field(profile, "username")));
        if (Field(basics, "summary") is { } summary)
            text.Append("\nSUMMARY\n").Append(summary).Append('\n');
    }

    private static void Entry(StringBuilder text, JsonElement entry, params string[] titles)
    {
        var dates = Join(" - ", Field(entry, "startDate"), Field(entry, "endDate") ?? (Field(entry, "startDate") is null ? null : "Present"))
            ?? Field(entry, "date") ?? Field(entry, "releaseDate");
        Line(text, Join(" | ", [.. titles.Select(title => Field(entry, title)), Field(entry, "location"), dates]));
        Line(text, Field(entry, "description"));
        Line(text, Field(entry, "summary"));
        Line(text, Field(entry, "reference"));
        Line(text, Field(entry, "score") is { } score ? $"Score: {score}" : null);
        foreach (var item in (string[])["highlights", "courses"])
        {
            foreach (var highlight in Strings(entry, item))
                Line(text, "- " + highlight);
        }
        var keywords = string.Join(", ", Strings(entry, "keywords"));
        Line(text, keywords.Length == 0 ? null : $"Keywords: {keywords}");
        text.Append('\n');
    }

    private static void Labelled(StringBuilder text, JsonElement entry, string label, string level)
    {
        var name = Field(entry, label) + (Field(entry, level) is { } how ? $" ({how})" : "");
        Line(text, Join(": ", name, string.Join(", ", Strings(entry, "keywords"))));
    }

    private static void Line(StringBuilder text, string? line)
    {
        if (!string.IsNullOrEmpty(line))
            text.Append(line).Append('\n');
    }

    private static string? Join(string separator, params string?[] parts)
    {
        var text = string.Join(separator, parts.Where(part => !string.IsNullOrEmpty(part)));
        return text.Length == 0 ? null : text;
    }

    private static IEnumerable<JsonElement> Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static IEnumerable<string> Strings(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!.Trim()).Where(item => item.Length > 0) : [];
}
