using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Bench.Fuzz;

/// <param name="Outcomes">How many inputs were read, by format, and refused, by code.</param>
/// <param name="Faults">Outcomes that may not be, each with the numbers that repeat it.</param>
internal sealed record DocumentFuzzResult(int Tried, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<string> Faults);

/// <summary>Reads damaged documents. Each must become text within the limits, or be refused by a <see cref="DocumentException"/>.</summary>
/// <param name="read">What is tested: the extractor in this process (fast), or a reader with its processes (all of it).</param>
internal sealed class DocumentFuzz(IReadOnlyList<byte[]> documents, DocumentOptions options, Func<UploadedFile, CancellationToken, Task<DocumentText>> read)
{
    private static readonly string[] Names = ["cv", "cv.txt", "cv.md", "cv.html", "cv.pdf"];

    private readonly DocumentMutator _mutator = new(documents);

    /// <summary>The extractor in this process.</summary>
    public static DocumentFuzz OfExtractor(IReadOnlyList<byte[]> documents, DocumentOptions options) =>
        new(documents, options, new TextExtractor(options).ReadAsync);

    /// <summary>Tries the inputs <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> of the seed.</summary>
    public async Task<DocumentFuzzResult> RunAsync(int seed, int first, int count, CancellationToken cancel)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        for (var input = first; input < first + count; input++)
        {
            var outcome = await TryAsync(seed, input, faults, cancel);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
        return new DocumentFuzzResult(count, outcomes, faults);
    }

    private async Task<string> TryAsync(int seed, int input, List<string> faults, CancellationToken cancel)
    {
        var random = new Random(unchecked(seed * 1_000_003 + input));
        var file = new UploadedFile(Names[random.Next(Names.Length)], _mutator.Next(random));
        try
        {
            var document = await read(file, cancel);
            if (document.Text.Length > options.MaxCharacters || document.Pages > options.MaxPages)
                faults.Add($"seed {seed}, input {input}: {document.Text.Length} characters, {document.Pages} pages");
            if (document.Text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
                faults.Add($"seed {seed}, input {input}: the text has control characters");
            return document.Kind;
        }
        catch (DocumentException refused)
        {
            if (refused.Code == "reader_failed")
                faults.Add($"seed {seed}, input {input}: {refused.Code}");
            return refused.Code;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            faults.Add($"seed {seed}, input {input}: {fault}");
            return "fault";
        }
    }
}
