using System.Text.Json;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// The part of JSON Schema that <see cref="AnswerSchema"/> produces. Any other keyword throws, because an ignored keyword
/// would never be checked.
/// </summary>
public static class JsonSchemaValidator
{
    private const int MaxShown = 60;

    /// <returns>Errors with their JSON pointer, at most <paramref name="limit"/>; empty when the value fits.</returns>
    /// <exception cref="NotSupportedException">The schema uses another keyword.</exception>
    public static IReadOnlyList<string> Validate(JsonElement schema, JsonElement value, int limit = 20)
    {
        var errors = new List<string>();
        Check(new Context(schema, errors, limit), schema, value, "");
        return errors;
    }

    private readonly record struct Context(JsonElement Root, List<string> Errors, int Limit)
    {
        public void Add(string path, string error)
        {
            if (Errors.Count < Limit)
                Errors.Add($"{(path.Length == 0 ? "/" : path)}: {error}");
        }
    }

    private static void Check(Context context, JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind == JsonValueKind.True || context.Errors.Count >= context.Limit)
            return;
        if (schema.ValueKind == JsonValueKind.False)
        {
            context.Add(path, "nothing is allowed here");
            return;
        }

        // If the type is wrong, the other keywords would only repeat that error.
        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value))
        {
            context.Add(path, $"has to be {type}, is {Show(value)}");
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
            CheckKeyword(context, schema, keyword, value, path);
    }

    private static void CheckKeyword(Context context, JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        var bound = keyword.Value;
        switch (keyword.Name)
        {
            case "type" or "description" or "title" or "default" or "$schema" or "$defs" or "format":
                break;
            case "enum":
                if (!bound.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)))
                    context.Add(path, $"has to be one of {bound.GetRawText()}, is {Show(value)}");
                break;
            case "const":
                if (!JsonElement.DeepEquals(bound, value))
                    context.Add(path, $"has to be {bound.GetRawText()}, is {Show(value)}");
                break;
            case "anyOf":
                if (!bound.EnumerateArray().Any(option => Validate(context.Root, option, value)))
                    context.Add(path, "matches none of the allowed forms");
                break;
            case "$ref":
                Check(context, Resolve(context.Root, bound.GetString()!), value, path);
                break;

            case "minimum": Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= bound.GetDouble(), "at least"); break;
            case "maximum": Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= bound.GetDouble(), "at most"); break;
            case "exclusiveMinimum": Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() > bound.GetDouble(), "more than"); break;
            case "exclusiveMaximum": Require(value.ValueKind != JsonValueKind.Number || value.GetDouble() < bound.GetDouble(), "less than"); break;
            case "minLength": Require(value.ValueKind != JsonValueKind.String || Length(value) >= bound.GetInt32(), "in characters at least"); break;
            case "maxLength": Require(value.ValueKind != JsonValueKind.String || Length(value) <= bound.GetInt32(), "in characters at most"); break;
            case "minItems": Require(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= bound.GetInt32(), "in items at least"); break;
            case "maxItems": Require(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= bound.GetInt32(), "in items at most"); break;

            case "items" when value.ValueKind == JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                    Check(context, bound, item, $"{path}/{index++}");
                break;
            case "required" when value.ValueKind == JsonValueKind.Object:
                foreach (var name in bound.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
                    context.Add($"{path}/{name}", "is missing");
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                foreach (var property in bound.EnumerateObject())
                {
                    if (value.TryGetProperty(property.Name, out var inner))
                        Check(context, property.Value, inner, $"{path}/{property.Name}");
                }
                break;
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
                foreach (var property in value.EnumerateObject())
                {
                    if (known.ValueKind != JsonValueKind.Object || !known.TryGetProperty(property.Name, out _))
                        Check(context, bound, property.Value, $"{path}/{property.Name}");
                }
                break;
            case "items" or "required" or "properties" or "additionalProperties":
                break;
            default:
                throw new NotSupportedException($"The schema keyword '{keyword.Name}' is not supported.");
        }

        void Require(bool holds, string relation)
        {
            if (!holds)
                context.Add(path, $"has to be {relation} {bound.GetRawText()}, is {Show(value)}");
        }
    }

    private static bool Validate(JsonElement root, JsonElement schema, JsonElement value)
    {
        var errors = new List<string>();
        Check(new Context(root, errors, 1), schema, value, "");
        return errors.Count == 0;
    }

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(option => IsOfType(option, value))
        : type.GetString() switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "null" => value.ValueKind == JsonValueKind.Null,
            var other => throw new NotSupportedException($"The schema type '{other}' is not supported."),
        };

    /// <summary><c>#</c>, <c>#/properties/children/items</c>.</summary>
    private static JsonElement Resolve(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
            throw new NotSupportedException($"The schema reference '{reference}' is not supported.");
        return reference.Split('/').Skip(1).Aggregate(root, (schema, segment) =>
        {
            var name = segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            return schema.ValueKind == JsonValueKind.Array ? schema[int.Parse(name)] : schema.GetProperty(name);
        });
    }

    // JSON Schema counts code points.
    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static string Show(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= MaxShown ? text : text[..MaxShown] + "…";
    }
}
