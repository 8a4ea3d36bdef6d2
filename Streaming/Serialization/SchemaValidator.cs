using System.Globalization;
using System.Text.Json;

namespace AspireStreaming.Streaming.Serialization;

/// <summary>
/// Checks JSON against the part of JSON Schema that requests and model answers use: <c>type</c>, <c>enum</c>,
/// <c>required</c>, <c>properties</c>, <c>additionalProperties: false</c>, <c>items</c>, <c>allOf</c>, <c>anyOf</c>, <c>minLength</c>,
/// <c>maxLength</c>, <c>minItems</c>, <c>maxItems</c>, <c>minimum</c>, <c>maximum</c>, <c>format: uri</c>. Other keywords are ignored.
/// </summary>
public static class SchemaValidator
{
    /// <summary>The errors by the path of the field (<c>jobs[0].jobtitle</c>; <c>body</c> for the whole); empty for a valid value.</summary>
    public static IReadOnlyDictionary<string, string[]> Validate(JsonElement schema, JsonElement value)
    {
        var errors = new Dictionary<string, List<string>>();
        Check(schema, value, "", errors);
        return errors.ToDictionary(e => e.Key.Length == 0 ? "body" : e.Key, e => e.Value.ToArray());
    }

    private static void Check(JsonElement schema, JsonElement value, string path, Dictionary<string, List<string>> errors)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value))
        {
            Add(errors, path, $"must be {Describe(type)}");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
        {
            Add(errors, path, $"must be one of {string.Join(", ", allowed.EnumerateArray().Select(a => a.ToString()))}");
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var each in all.EnumerateArray())
            {
                Check(each, value, path, errors);
            }
        }

        CheckAnyOf(schema, value, path, errors);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckString(schema, value.GetString()!, path, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value.GetDouble(), path, errors);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, path, errors);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, value, path, errors);
                break;
        }
    }

    private static void CheckString(JsonElement schema, string text, string path, Dictionary<string, List<string>> errors)
    {
        int length = new StringInfo(text).LengthInTextElements;
        if (Number(schema, "minLength") is { } least && (length < least || (least > 0 && string.IsNullOrWhiteSpace(text))))
        {
            Add(errors, path, least == 1 ? "must not be empty" : $"must have at least {least} characters");
        }

        if (Number(schema, "maxLength") is { } most && length > most)
        {
            Add(errors, path, $"must have at most {most} characters");
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "uri"
            && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            Add(errors, path, "must be an absolute http or https URL");
        }
    }

    private static void CheckNumber(JsonElement schema, double number, string path, Dictionary<string, List<string>> errors)
    {
        if (Number(schema, "minimum") is { } least && number < least)
        {
            Add(errors, path, $"must be at least {least}");
        }

        if (Number(schema, "maximum") is { } most && number > most)
        {
            Add(errors, path, $"must be at most {most}");
        }
    }

    private static void CheckArray(JsonElement schema, JsonElement array, string path, Dictionary<string, List<string>> errors)
    {
        int length = array.GetArrayLength();
        if (Number(schema, "minItems") is { } least && length < least)
        {
            Add(errors, path, $"must have at least {least} items");
        }

        if (Number(schema, "maxItems") is { } most && length > most)
        {
            Add(errors, path, $"must have at most {most} items");
            return;
        }

        if (schema.TryGetProperty("items", out var items))
        {
            int i = 0;
            foreach (var item in array.EnumerateArray())
            {
                Check(items, item, $"{path}[{i++}]", errors);
            }
        }
    }

    private static void CheckObject(JsonElement schema, JsonElement value, string path, Dictionary<string, List<string>> errors)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (string name in required.EnumerateArray().Select(r => r.GetString()!))
            {
                if (!value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
                {
                    Add(errors, Join(path, name), "is required");
                }
            }
        }

        schema.TryGetProperty("properties", out var properties);
        bool closed = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var known))
            {
                if (member.Value.ValueKind != JsonValueKind.Null || IsRequired(required, member.Name))
                {
                    Check(known, member.Value, Join(path, member.Name), errors);
                }
            }
            else if (closed)
            {
                Add(errors, Join(path, member.Name), "is not a known field");
            }
        }
    }

    private static void CheckAnyOf(JsonElement schema, JsonElement value, string path, Dictionary<string, List<string>> errors)
    {
        if (!schema.TryGetProperty("anyOf", out var alternatives))
        {
            return;
        }

        var tried = new List<Dictionary<string, List<string>>>();
        foreach (var alternative in alternatives.EnumerateArray())
        {
            var found = new Dictionary<string, List<string>>();
            Check(alternative, value, path, found);
            if (found.Count == 0)
            {
                return;
            }

            tried.Add(found);
        }

        // "One of these fields is required": reported at each of these fields.
        var names = tried.SelectMany(t => t.Keys).Distinct().ToList();
        foreach (string name in names)
        {
            Add(errors, name, names.Count == 1 ? tried[0][name][0] : $"one of {string.Join(", ", names)} is required");
        }
    }

    private static bool IsRequired(JsonElement required, string name) =>
        required.ValueKind == JsonValueKind.Array && required.EnumerateArray().Any(r => r.GetString() == name);

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOfType(t, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => true,
        };

    private static string Describe(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(Describe))
        : type.GetString() switch
        {
            "object" => "an object",
            "array" => "an array",
            "integer" => "a whole number",
            "null" => "null",
            { } other => $"a {other}",
            null => "another type",
        };

    private static double? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var number) ? number.GetDouble() : null;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static void Add(Dictionary<string, List<string>> errors, string path, string error)
    {
        if (!errors.TryGetValue(path, out var list))
        {
            errors[path] = list = [];
        }

        if (!list.Contains(error))
        {
            list.Add(error);
        }
    }
}
