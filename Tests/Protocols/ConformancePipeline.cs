using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Tests.Protocols;

/// <summary>A tool that a conformance suite asks for.</summary>
internal sealed class ConformancePipeline(string name, string schema, Func<JsonElement, CancellationToken, Task<string>>? work) : IPipeline
{
    private const string AnyObject = """{"type":"object"}""";
    private static readonly JsonTypeInfo<string> Text = (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string));
    private static readonly JsonTypeInfo<JsonElement> Json = (JsonTypeInfo<JsonElement>)JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonElement));

    public static IReadOnlyList<ConformancePipeline> All { get; } =
    [
        new("test_simple_text", AnyObject, (_, _) => Task.FromResult("This is a simple text response for testing.")),
        new("test_tool_with_progress", AnyObject, (_, _) => Task.FromResult("done")),
        new("test_error_handling", AnyObject, (_, _) => throw new PipelineException("failed", "This tool intentionally returns an error for testing")),
        new(
            "json_schema_2020_12_tool",
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","$defs":{"address":{"type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},"properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"}},"additionalProperties":false}""",
            (_, _) => Task.FromResult("done")),
        new("greet", AnyObject, (request, _) => Task.FromResult($"Hello, {request.GetProperty("name").GetString()}!")),
        new("slow_compute", AnyObject, async (request, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(request.GetProperty("seconds").GetDouble()), cancellation); // what the suite asks for
            return "computed";
        }),
        new("failing_job", AnyObject, (_, _) => throw new PipelineException("failed", "The job failed.")),
        new("protocol_error_job", AnyObject, null), // it breaks off between its steps
        new("confirm_delete", AnyObject, (_, _) => Task.FromResult("deleted")),
    ];

    public PipelineDescriptor Descriptor { get; } = new(name, $"The tool {name} of a conformance suite.", ["work"], JsonElement.Parse(schema));

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(Json);
        if (work is null)
        {
            throw new InvalidOperationException("broken");
        }

        return JsonSerializer.SerializeToElement(await job.StepAsync("work", Text, step => work(request, step.Cancellation)));
    }
}
