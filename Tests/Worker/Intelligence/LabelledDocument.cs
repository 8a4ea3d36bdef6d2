using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>A document and its correct labels. Skills are as written in the text; years are exact to the month.</summary>
internal sealed record LabelledDocument(string Id, bool HeldOut, string Text, Labels Labels)
{
    public static IReadOnlyList<LabelledDocument> All()
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", "..", "Data", "labelled"));
        return [.. Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).OrderBy(f => Path.GetFileName(f), StringComparer.Ordinal).Select(file => new LabelledDocument(
            Path.GetFileNameWithoutExtension(file),
            Path.GetFileName(Path.GetDirectoryName(file)) == "held-out",
            File.ReadAllText(file),
            JsonSerializer.Deserialize(File.ReadAllText(Path.ChangeExtension(file, ".json")), LabelsJson.Default.Labels)!))];
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}

internal sealed record Labels(string? Name, string? Email, string? Phone, string? Title, IReadOnlyList<string> Skills, double Years);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Labels))]
internal sealed partial class LabelsJson : JsonSerializerContext;
