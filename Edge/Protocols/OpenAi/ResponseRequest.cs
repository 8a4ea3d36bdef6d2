using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>A request to create a response. Members about a language model, such as <c>tools</c> and <c>temperature</c>, say nothing to a pipeline.</summary>
/// <param name="Model">The pipeline's name.</param>
/// <param name="Stream">The client wants the events.</param>
/// <param name="Text">The last message of the user; null for none.</param>
/// <param name="Input">Members of the pipeline's input.</param>
internal sealed record ResponseRequest(string Model, bool Stream, string? Text, JsonObject Input, ResponseRun Run)
{
    private const string InputMember = "job_input";
    private const string MetadataMember = "metadata";

    /// <exception cref="BadFieldException">A member is not what it must be.</exception>
    public static ResponseRequest Read(JsonObject request)
    {
        var metadata = ProtocolRequest.Object(request, MetadataMember);
        if (metadata.FirstOrDefault(member => member.Value?.GetValueKind() != JsonValueKind.String).Key is { } wrong)
        {
            throw new BadFieldException($"{MetadataMember}.{wrong}", $"must be a text; other values belong to {InputMember}");
        }

        if (metadata[ResponseRun.TextMember]?.GetValue<string>() is not (null or ResponseRun.LiveText or ResponseRun.SettledText))
        {
            throw new BadFieldException($"{MetadataMember}.{ResponseRun.TextMember}", $"must be {ResponseRun.LiveText} or {ResponseRun.SettledText}");
        }

        return new ResponseRequest(
            ProtocolRequest.Name(request, "model") ?? throw new BadFieldException("model", "must be the name of a pipeline"),
            Flag(request, "stream"),
            request["input"] is JsonValue input && input.TryGetValue(out string? text)
                ? text
                : ProtocolRequest.LastText(ProtocolRequest.Messages(request, "input")),
            ProtocolRequest.Object(request, InputMember),
            new ResponseRun(Flag(request, "background"), JsonSerializer.SerializeToElement(metadata), ProtocolRequest.Name(request, "previous_response_id")));
    }

    /// <summary>The data for a pipeline: metadata counts when the pipeline's input has such a member. Its texts are read as fields of a form are.</summary>
    public JsonObject DataFor(PipelineDescriptor pipeline)
    {
        var data = new JsonObject();
        foreach (var member in Run.Metadata.EnumerateObject().Where(member => IsInput(pipeline, member.Name)))
        {
            data[member.Name] = member.Value.GetString();
        }

        FormMembers.Coerce(data, pipeline.InputSchema);
        foreach (var (name, value) in Input)
        {
            data[name] = value?.DeepClone();
        }

        return data;
    }

    private static bool IsInput(PipelineDescriptor pipeline, string name) => name is JobTitle.Member or JobLanguage.Member
        || (pipeline.InputSchema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _));

    private static bool Flag(JsonObject request, string member) => request[member]?.GetValueKind() switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw new BadFieldException(member, "must be true or false"),
    };
}
