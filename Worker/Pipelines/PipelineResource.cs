using System.Reflection;
using System.Text.Json;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>Reads the JSON files beside a pipeline: its input schema and its sample.</summary>
internal static class PipelineResource
{
    /// <param name="name">Folder and file below <c>Pipelines/</c>, as in <c>ResumeTailoring/input.json</c>.</param>
    public static JsonElement Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Pipelines/{name} is not embedded.");
        return JsonSerializer.Deserialize<JsonElement>(stream);
    }
}
