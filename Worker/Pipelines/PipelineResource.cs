using System.Reflection;
using System.Text.Json;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>Reads the files beside a pipeline: its input schema and its sample.</summary>
internal static class PipelineResource
{
    /// <param name="name">Folder and file below <c>Pipelines/</c>, as in <c>ResumeTailoring/input.json</c>.</param>
    public static JsonElement Read(string name)
    {
        using var stream = Open(name);
        return JsonSerializer.Deserialize<JsonElement>(stream);
    }

    /// <param name="name">As in <c>CvParsing/Samples/omar-haddad.txt</c>.</param>
    public static string ReadText(string name)
    {
        using var text = new StreamReader(Open(name));
        return text.ReadToEnd();
    }

    private static Stream Open(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"Pipelines/{name} is not embedded.");
}
