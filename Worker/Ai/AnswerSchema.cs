using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// The JSON schema of an answer's type: made from the record and its <c>[Description]</c>, <c>[Range]</c>, <c>[StringLength]</c> and
/// <c>[MaxLength]</c> attributes. The strict modes of both providers demand that every property is required and no other is allowed, so
/// "unknown" is a null. Keep lists and objects non-null: the providers' schema subsets drop the content of a nullable one.
/// </summary>
/// <remarks>
/// <c>GetResponseAsync&lt;T&gt;</c> of Microsoft.Extensions.AI reads an answer but does not check it: a missing property becomes a default
/// value, and a number out of range stays. So the check and the second question with the errors are here.
/// </remarks>
public sealed class AnswerSchema
{
    private const int MaxErrors = 20;

    private static readonly ConcurrentDictionary<JsonTypeInfo, AnswerSchema> Known = new();

    private static readonly AIJsonSchemaCreateOptions Creation = new()
    {
        IncludeSchemaKeyword = false,
        TransformOptions = new()
        {
            RequireAllProperties = true,
            DisallowAdditionalProperties = true,
            MoveDefaultKeywordToDescription = true,
        },
    };

    private AnswerSchema(JsonTypeInfo type)
    {
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Type.Name);
        Schema = AIJsonUtilities.CreateJsonSchema(type.Type, serializerOptions: type.Options, inferenceOptions: Creation);
    }

    public string Name { get; }
    public JsonElement Schema { get; }

    public static AnswerSchema Of(JsonTypeInfo type) => Known.GetOrAdd(type, static type => new AnswerSchema(type));

    /// <summary>Reads an answer. Text around the JSON object, such as a Markdown fence, is ignored.</summary>
    /// <param name="errors">The errors, at most 20, in a form that can be sent back to the model.</param>
    public bool TryRead<T>(string answer, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, out IReadOnlyList<string> errors)
        where T : class
    {
        value = null;
        var start = answer.IndexOf('{');
        var end = answer.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            errors = ["There is no JSON object."];
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(answer.AsMemory(start, end - start + 1), new JsonDocumentOptions { AllowDuplicateProperties = false });
            errors = JsonSchemaValidator.Validate(Schema, document.RootElement, MaxErrors);
            if (errors.Count > 0)
                return false;
            value = document.RootElement.Deserialize(type);
            return value is not null;
        }
        catch (JsonException e)
        {
            errors = [$"It is not valid JSON: {e.Message}"];
            return false;
        }
    }

    internal static string Repair(IReadOnlyList<string> errors) =>
        PromptTemplate.Load("repair").Text.Replace("{{errors}}", string.Join('\n', errors.Select(error => "- " + error)), StringComparison.Ordinal);
}
