using System.Text.Json;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>Whether a JSON posting says of one of its requirements that it is required or optional: <c>{"skill": "Go", "required": false}</c>.</summary>
internal static class JsonNecessity
{
    private static readonly HashSet<string> Required = new(StringComparer.Ordinal)
    {
        "required", "isrequired", "mandatory", "ismandatory", "must", "musthave", "essential", "obligatoire", "requis", "requise", "exige", "exigee", "indispensable",
    };

    private static readonly HashSet<string> Optional = new(StringComparer.Ordinal)
    {
        "optional", "isoptional", "preferred", "ispreferred", "nice", "nicetohave", "plus", "aplus", "bonus", "desired", "desirable", "advantage", "asset",
        "optionnel", "optionnelle", "souhaite", "souhaitee", "facultatif", "facultative", "atout", "unplus", "apprecie", "appreciee",
    };

    public static bool IsOptional(JsonElement item) =>
        item.ValueKind is JsonValueKind.Object && item.EnumerateObject().Any(p => Of(p) is false);

    /// <returns>True for required, false for optional, null for a property that is about something else.</returns>
    public static bool? Of(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False when Meaning(property.Name) is { } required => required == (property.Value.ValueKind is JsonValueKind.True),
        JsonValueKind.String when property.Value.GetString() is { Length: <= 20 } value && property.Name is not ("name" or "title") => Meaning(value),
        _ => null,
    };

    // "nice_to_have", "Nice-to-have" and "niceToHave" are one word.
    private static bool? Meaning(string word) => Words.Key(word) is var key && Required.Contains(key) ? true : Optional.Contains(key) ? false : null;
}
