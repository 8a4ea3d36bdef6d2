using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Bench;

/// <summary>One step that does nothing but report its progress: what a job costs beside its work.</summary>
internal sealed class BenchPipeline : IPipeline
{
    public const string Name = "bench";

    private const string Step = "work";

    private static readonly JsonTypeInfo<int> Number = (JsonTypeInfo<int>)JsonSerializerOptions.Default.GetTypeInfo(typeof(int));

    public PipelineDescriptor Descriptor { get; } = new(
        Name, "Reports its progress.", [Step],
        JsonElement.Parse("""{ "type": "object", "properties": { "updates": { "type": "integer", "minimum": 1 } }, "required": ["updates"] }"""));

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        using var request = JsonDocument.Parse(job.Input.Request);
        int updates = request.RootElement.GetProperty("updates").GetInt32();
        int reported = await job.StepAsync(Step, Number, async step =>
        {
            for (int done = 1; done <= updates; done++)
            {
                await step.EmitAsync(new StepProgressEvent(Step, StepStatus.Running, done * 100 / updates, done, updates));
            }

            return updates;
        });
        return JsonSerializer.SerializeToElement(reported, Number);
    }
}
