using System.Text;
using System.Text.Json;

namespace AspireStreaming.Worker.Documents;

/// <summary>A JSON document as readable text: JSON Resume as a CV, any other document (job postings) with its own names.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    // Names of machine data. Names that start with $ or @ are machine data too.
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase) { "meta", "id", "_id", "uuid", "image", "picture", "logo", "canonical", "lastModified", "version" };

    // The names at the beginning of a posting, in order of importance.
    private static readonly string[] First = ["title", "jobTitle", "job_title", "position", "name", "company", "companyName", "company_name", "organization", "employer", "hiringOrganization"];

    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = 1 << 24, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The text, or null when the input is no JSON object or array.</summary>
    /// <exception cref="TooNestedException">It is JSON of more than 64 levels.</exception>
    public static string? Read(string json)
    {
        if (json.AsSpan().TrimStart() is not (['{' or '[', ..]))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (JsonResume.Is(root))
                return JsonResume.Read(root);
            var text = new StringBuilder();
            Write(text, root, top: true);
            return text.ToString();
        }
        catch (InvalidOperationException)
        {
            return null; // it has half of a surrogate pair
        }
        catch (JsonException)
        {
            return IsJson(json) ? throw new TooNestedException($"Objects are nested more than {Options.MaxDepth} levels deep.") : null;
        }
    }

    // The reader keeps a bit for each level on the heap. JsonDocument takes a time that grows with the square of the depth.
    private static bool IsJson(string json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), AnyDepth);
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(StringBuilder text, JsonElement value, bool top)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var items = value.EnumerateArray().ToLookup(JsonNecessity.IsOptional);
            WriteItems(text, items[false], top);
            if (items[true].Any())
                WriteItems(text.Append("\nNice to have\n"), items[true], top);
            return;
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            text.Append(Inline(value)).Append('\n');
            return;
        }
        // What follows a list under a heading would belong to it: single values go first.
        foreach (var property in value.EnumerateObject().Where(Keep).OrderBy(p => Rank(p.Name)).ThenBy(p => IsBlock(p.Value) || IsLong(p.Value)))
            WriteProperty(text, property, top);
    }

    private static void WriteItems(StringBuilder text, IEnumerable<JsonElement> items, bool top)
    {
        foreach (var item in items)
        {
            if (item.ValueKind is JsonValueKind.Object && !IsShort(item))
                Write(text.Append('\n'), item, top);
            else if (Inline(item) is { Length: > 0 } line)
                text.Append("- ").Append(line).Append('\n');
        }
    }

    // {"required": ["SQL"], "preferred": ["Go"]} has two lists, {"min": 50, "max": 60} is one value.
    private static bool IsBlock(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => true,
        JsonValueKind.Object => !IsShort(value) || (JsonResume.Field(value, "name") is null && value.EnumerateObject().Any(p => p.Value.ValueKind is JsonValueKind.Array)),
        _ => false,
    };

    private static bool IsLong(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString()!.Trim() is var text && (text.Length > 120 || text.Contains('\n', StringComparison.Ordinal));

    private static void WriteProperty(StringBuilder text, JsonProperty property, bool top)
    {
        var value = property.Value;
        if (!IsBlock(value))
        {
            var line = Inline(value);
            if (line.Length == 0)
                return;
            if (top && Rank(property.Name) < First.Length)
                text.Append(line).Append('\n');
            else if (IsLong(value))
                text.Append('\n').Append(Label(property.Name)).Append('\n').Append(line).Append("\n\n");
            else
                text.Append(Label(property.Name)).Append(": ").Append(line).Append('\n');
            return;
        }
        if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0)
            return;
        text.Append('\n').Append(Label(property.Name)).Append('\n');
        Write(text, value, top: false);
    }

    // {"name": "Web Development", "level": "Master", "keywords": ["HTML", "CSS"]} is "Web Development (Master): HTML, CSS".
    private static string Inline(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString()!.Trim();
            case JsonValueKind.Number:
                return value.GetRawText();
            case JsonValueKind.True:
                return "yes";
            case JsonValueKind.False:
                return "no";
            case JsonValueKind.Array:
                return string.Join(", ", value.EnumerateArray().Select(Inline).Where(item => item.Length > 0));
            case JsonValueKind.Object when JsonResume.Field(value, "name") is { } name:
                var level = JsonResume.Field(value, "level");
                var rest = string.Join(", ", value.EnumerateObject().Where(p => Keep(p) && p.Name is not ("name" or "level")).Select(p => Inline(p.Value)).Where(item => item.Length > 0));
                return name + (level is null ? "" : $" ({level})") + (rest.Length == 0 ? "" : $": {rest}");
            case JsonValueKind.Object:
                return string.Join(", ", value.EnumerateObject().Where(Keep).Select(p => Inline(p.Value)).Where(item => item.Length > 0));
            default:
                return "";
        }
    }

    private static bool IsShort(JsonElement item) => item.EnumerateObject().All(property => property.Value.ValueKind switch
    {
        JsonValueKind.Object => false,
        JsonValueKind.Array => property.Value.EnumerateArray().All(element => element.ValueKind is JsonValueKind.String && element.GetString()!.Length <= 60),
        JsonValueKind.String => property.Value.GetString()!.Length <= 120,
        _ => true,
    });

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(First, first => first.Equals(name, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? First.Length : rank;
    }

    private static bool Keep(JsonProperty property) =>
        property.Name.Length > 0 && property.Name[0] is not ('$' or '@') && !Dropped.Contains(property.Name) && JsonNecessity.Of(property) is null;

    // "niceToHave", "nice_to_have" are "Nice to have".
    private static string Label(string name)
    {
        var label = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (c is '_' or '-')
                label.Append(' ');
            else if (char.IsUpper(c) && label.Length > 0 && char.IsLower(label[^1]))
                label.Append(' ').Append(char.ToLowerInvariant(c));
            else
                label.Append(label.Length == 0 ? char.ToUpperInvariant(c) : c);
        }
        return label.ToString();
    }
}
