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
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind is JsonValueKind.Object && !IsShort(item))
                    Write(text.Append('\n'), item, top);
                else if (Inline(item) is { Length: > 0 } line)
                    text.Append("- ").Append(line).Append('\n');
            }
            return;
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            text.Append(Inline(value)).Append('\n');
            return;
        }
        foreach (var property in value.EnumerateObject().Where(p => Keep(p.Name)).OrderBy(p => Rank(p.Name)))
            WriteProperty(text, property, top);
    }

    private static void WriteProperty(StringBuilder text, JsonProperty property, bool top)
    {
        var value = property.Value;
        if (value.ValueKind is JsonValueKind.Object && IsShort(value) || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            var line = Inline(value);
            if (line.Length == 0)
                return;
            if (top && Rank(property.Name) < First.Length)
                text.Append(line).Append('\n');
            else if (line.Length > 120 || line.Contains('\n', StringComparison.Ordinal))
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
                var rest = string.Join(", ", value.EnumerateObject().Where(p => Keep(p.Name) && p.Name is not ("name" or "level")).Select(p => Inline(p.Value)).Where(item => item.Length > 0));
                return name + (level is null ? "" : $" ({level})") + (rest.Length == 0 ? "" : $": {rest}");
            case JsonValueKind.Object:
                return string.Join(", ", value.EnumerateObject().Where(p => Keep(p.Name)).Select(p => Inline(p.Value)).Where(item => item.Length > 0));
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

    private static bool Keep(string name) => name.Length > 0 && name[0] is not ('$' or '@') && !Dropped.Contains(name);

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
