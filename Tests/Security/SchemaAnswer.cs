using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Security;

/// <summary>The least answer that a JSON schema allows: what a model says that ignores its documents.</summary>
internal static class SchemaAnswer
{
    public static JsonNode? Of(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var choices))
        {
            return JsonNode.Parse(choices[0].GetRawText());
        }

        if (!schema.TryGetProperty("type", out var named))
        {
            return Of(schema.GetProperty("anyOf")[0]);
        }

        // What may be unknown is: the ranges of numbers are not in the schema that a model gets.
        string type = named.ValueKind == JsonValueKind.Array ? "null" : named.GetString()!;
        return type switch
        {
            "string" => JsonValue.Create(new string('x', Math.Max(3, Least(schema, "minLength")))),
            "integer" or "number" => JsonValue.Create(Math.Max(1, Least(schema, "minimum"))),
            "boolean" => JsonValue.Create(false),
            "array" => new JsonArray([.. Enumerable.Range(0, Math.Max(1, Least(schema, "minItems"))).Select(_ => Of(schema.GetProperty("items")))]),
            "null" => null,
            _ => new JsonObject(schema.GetProperty("properties").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Of(p.Value)))),
        };
    }

    private static int Least(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) ? (int)Math.Ceiling(value.GetDouble()) : 0;
}
