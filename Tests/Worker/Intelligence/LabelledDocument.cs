using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>A document and its correct labels. A label that is null is not scored.</summary>
/// <param name="Part">The folder that the document is in: empty, <c>held-out</c> or <c>blind</c>.</param>
/// <param name="Text">As the reader of documents gives it: for a PDF the text in reading order.</param>
internal sealed record LabelledDocument(string Id, string Part, string Text, Labels Labels)
{
    public bool HeldOut => Part == "held-out";

    public static string Folder => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourceFile())!, "..", "..", "Data", "labelled"));

    /// <summary>The documents that are texts.</summary>
    public static IReadOnlyList<LabelledDocument> Texts() => [.. Files(Folder).Where(f => Path.GetExtension(f) == ".txt").Select(f => Of(f, File.ReadAllText(f)))];

    /// <summary>All documents. PDFs are read in this process.</summary>
    public static async Task<IReadOnlyList<LabelledDocument>> AllAsync(string? folder = null)
    {
        var extractor = new TextExtractor(new DocumentOptions());
        var documents = new List<LabelledDocument>();
        foreach (var file in Files(folder ?? Folder))
            documents.Add(Of(file, (await extractor.ReadAsync(new UploadedFile(Path.GetFileName(file), await File.ReadAllBytesAsync(file)), CancellationToken.None)).Text));
        return documents;
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".txt" or ".pdf").OrderBy(Path.GetFileName, StringComparer.Ordinal);

    private static LabelledDocument Of(string file, string text) => new(
        Path.GetFileNameWithoutExtension(file),
        Path.GetFileName(Path.GetDirectoryName(file)) is { } folder and not "labelled" ? folder : "",
        text,
        JsonSerializer.Deserialize(File.ReadAllText(Path.ChangeExtension(file, ".json")), LabelsJson.Default.Labels)!);

    private static string SourceFile([CallerFilePath] string path = "") => path;
}

/// <param name="Skills">The skills that the skill sections name, as written.</param>
/// <param name="Years">Years of work, exact to the month.</param>
internal sealed record Labels(
    string? Name, string? Email, string? Phone, string? Title, IReadOnlyList<string>? Skills, double? Years,
    IReadOnlyList<PositionLabel>? Positions, IReadOnlyList<EducationLabel>? Education);

/// <param name="Start"><c>2021-03</c>; null when the document shows no date.</param>
internal sealed record PositionLabel(string? Title, string? Employer, string? Start, string? End);

internal sealed record EducationLabel(string? Degree, string? Institution);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Labels))]
internal sealed partial class LabelsJson : JsonSerializerContext;
