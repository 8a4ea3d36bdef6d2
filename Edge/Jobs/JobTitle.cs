using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>
/// What a job is called in lists: the member <c>title</c> of its request, else its content. The input schema names the members that tell the
/// content by <c>"x-title": true</c>: the first line of a text, the name of a file, and the same of the first items of a list.
/// </summary>
internal static class JobTitle
{
    public const string Member = "title";

    /// <summary>Characters.</summary>
    public const int MostLength = 200;

    private const string Hint = "x-title";
    private const int MostPartLength = 80;
    private const int MostItems = 2;
    private static readonly char[] Marks = ['#', '*', '-', '_', '=', '>', '•', '|', ' ', '\t', '\uFEFF'];

    /// <summary>Takes the title out of the request, unless the pipeline has an input of this name.</summary>
    /// <exception cref="BadFieldException">The title is no text, or is empty or too long.</exception>
    public static string? Take(PipelineDescriptor pipeline, JobRequest request)
    {
        if (Properties(pipeline.InputSchema).Any(p => p.Name == Member) || !request.Members.Remove(Member, out var given) || given is null)
        {
            return null;
        }

        string? title = given is JsonValue value && value.TryGetValue(out string? text) ? text.Trim() : null;
        return title is { Length: > 0 and <= MostLength } && !title.Any(char.IsControl)
            ? title
            : throw new BadFieldException(Member, $"must be a text of 1 to {MostLength} characters on one line");
    }

    /// <summary>Null for a request that tells nothing of its content.</summary>
    public static string? Of(PipelineDescriptor pipeline, JobRequest request)
    {
        var parts = Properties(pipeline.InputSchema)
            .Where(p => IsTitle(p.Value) && request.Members[p.Name] is not null)
            .Select(p => Read(p.Value, request.Members[p.Name]!))
            .OfType<string>()
            .Distinct();
        string title = string.Join(" · ", parts);
        return title.Length == 0 ? null : Cut(title, MostLength);
    }

    private static string? Read(JsonElement schema, JsonNode value)
    {
        if (value is not JsonArray list)
        {
            return value is JsonValue text && text.TryGetValue(out string? line) ? FirstLine(line) : null;
        }

        schema.TryGetProperty("items", out var items);
        var names = list.Select(item => item is JsonObject members ? NameOf(items, members) : item is null ? null : Read(items, item)).ToList();
        var shown = names.Take(MostItems).OfType<string>().ToList();
        return shown.Count == 0 ? null : string.Join(", ", shown) + (list.Count > shown.Count ? $" +{list.Count - shown.Count}" : "");
    }

    /// <summary>The member of an item that names it, in any variant of the item.</summary>
    private static string? NameOf(JsonElement schema, JsonObject item)
    {
        IEnumerable<JsonElement> variants = schema.ValueKind != JsonValueKind.Object ? []
            : schema.TryGetProperty("anyOf", out var any) ? [schema, .. any.EnumerateArray()] : [schema];
        return variants.SelectMany(Properties).Where(p => IsTitle(p.Value) && item[p.Name] is JsonValue)
            .Select(p => Read(p.Value, item[p.Name]!)).FirstOrDefault(name => name is not null);
    }

    private static string? FirstLine(string text)
    {
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).Trim().Trim(Marks);
            if (line.Length > 0 && line[0] is not ('{' or '[' or '<') && line.ContainsAnyInRange('0', char.MaxValue))
            {
                return Cut(WithoutControls(line), MostPartLength);
            }
        }

        return null;
    }

    private static string WithoutControls(ReadOnlySpan<char> line)
    {
        var text = new StringBuilder(line.Length);
        foreach (char c in line)
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString();
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, most - (char.IsHighSurrogate(text[most - 2]) ? 2 : 1)).TrimEnd(), "…");

    private static bool IsTitle(JsonElement property) => property.ValueKind == JsonValueKind.Object && property.TryGetProperty(Hint, out var hint) && hint.ValueKind == JsonValueKind.True;

    private static IEnumerable<JsonProperty> Properties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject()
            : [];
}
