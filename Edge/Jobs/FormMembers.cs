using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Jobs;

/// <summary>A form's fields are all text; the schema tells which of them have another type.</summary>
internal static class FormMembers
{
    /// <summary>Reads members as the JSON that the schema asks for; text that can't be read stays, and the validator refuses it.</summary>
    public static void Coerce(JsonObject members, JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            if (!property.Value.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !members.TryGetPropertyValue(property.Name, out var member))
            {
                continue;
            }

            if (type.GetString() == "array" && member is JsonValue single && !single.ToString().TrimStart().StartsWith('['))
            {
                members[property.Name] = new JsonArray(single.DeepClone()); // one value of a repeated field
            }
            else if (type.GetString() != "string" && member is JsonValue text && TryParse(text.ToString(), out var parsed))
            {
                members[property.Name] = parsed;
            }
        }
    }

    private static bool TryParse(string text, out JsonNode? node)
    {
        try
        {
            node = JobRequest.Parse(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }
}
