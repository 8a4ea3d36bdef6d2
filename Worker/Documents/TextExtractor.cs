using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// The text of one file. The content decides the format. This code runs on hostile bytes, so it runs in a reader process
/// (<see cref="ExtractCommand"/>), never in the worker itself.
/// </summary>
internal sealed partial class TextExtractor(DocumentOptions options)
{
    private const int MinLetters = 3;

    private readonly PdfText _pdf = new(options);
    private readonly ImageText _image = new(options);

    /// <inheritdoc cref="ReadAsync(UploadedFile, Func{int, int, Task}, CancellationToken)"/>
    public Task<DocumentText> ReadAsync(UploadedFile file, CancellationToken cancel) => ReadAsync(file, (_, _) => Task.CompletedTask, cancel);

    /// <param name="file">The file.</param>
    /// <param name="read">Is told after each page whose text had to be recognised: the number of such pages so far, and of all.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="DocumentException">The file is refused; see <see cref="DocumentErrors"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<DocumentText> ReadAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        try
        {
            var document = await ReadContentAsync(file, read, cancel);
            var text = TextNormalizer.Normalize(document.Text);
            if (text.Length > options.MaxCharacters)
                throw DocumentErrors.TooMuchText(file.Name, options.MaxCharacters);
            if (text.Where(char.IsLetterOrDigit).Take(MinLetters).Count() < MinLetters)
                throw DocumentErrors.NoText(file.Name);
            return document with { Text = text };
        }
        catch (TooNestedException deep)
        {
            throw DocumentErrors.TooNested(file.Name, deep);
        }
        catch (RegexMatchTimeoutException)
        {
            throw DocumentErrors.TimedOut(file.Name, options.Timeout);
        }
    }

    private async Task<DocumentText> ReadContentAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        var content = file.Content;
        if (ContentSniffer.IsTwoFormats(content.Span))
            throw DocumentErrors.TwoFormats(file.Name);
        if (ContentSniffer.IsPdf(content.Span))
        {
            var (text, pages) = await _pdf.ReadAsync(file, read, cancel);
            return new DocumentText(text, DocumentKind.Pdf, pages);
        }
        if (ImageText.IsImage(content.Span))
            return new DocumentText(await _image.ReadAsync(file, read, cancel), DocumentKind.Image, 1);
        if (ContentSniffer.IsZip(content.Span))
            return ReadZip(file, cancel);
        if (ContentSniffer.IsOle(content.Span))
            return new DocumentText(ReadOle(file), DocumentKind.Doc);
        if (RtfText.Is(content.Span))
            return new DocumentText(RtfText.Read(content.Span) ?? throw DocumentErrors.Truncated(file.Name), DocumentKind.Rtf);
        if (ContentSniffer.Foreign(content.Span) is { } foreign)
            throw DocumentErrors.Unsupported(file.Name, foreign);
        return await ReadTextAsync(file, cancel);
    }

    private static string ReadOle(UploadedFile file) => ContentSniffer.IsEncryptedOle(file.Content.Span) ? throw DocumentErrors.Encrypted(file.Name)
        : DocText.Read(file) ?? throw DocumentErrors.Unsupported(file.Name, "an old Office document");

    private DocumentText ReadZip(UploadedFile file, CancellationToken cancel)
    {
        try
        {
            using (var archive = new ZipArchive(Open(file), ZipArchiveMode.Read))
            {
                ZipGuard.Check(archive, file.Name, options);
                if (OdtText.Is(archive))
                    return new DocumentText(OdtText.Read(archive, file.Name, cancel), DocumentKind.Odt);
                if (!ContentSniffer.IsDocx(archive))
                    throw DocumentErrors.Unsupported(file.Name, ContentSniffer.ZipName(archive));
            }
            using var content = Open(file);
            return new DocumentText(DocxText.Read(content, file.Name, cancel), DocumentKind.Docx);
        }
        catch (InvalidDataException broken)
        {
            // The directory of an archive stands at its end. Without a directory the file is incomplete.
            throw file.Content.Span.IndexOf("PK\u0005\u0006"u8) < 0 ? DocumentErrors.Truncated(file.Name) : DocumentErrors.Corrupt(file.Name, broken);
        }
    }

    private async Task<DocumentText> ReadTextAsync(UploadedFile file, CancellationToken cancel)
    {
        if (file.Content.Length > options.MaxMarkupBytes)
            throw DocumentErrors.TooLarge(file.Name, options.MaxMarkupBytes);
        var text = TextDecoder.Decode(file.Content.Span, Charset(file)) ?? throw DocumentErrors.Unsupported(file.Name, "binary data of no known format");
        if (JsonText.Read(text) is { } json)
            return new DocumentText(json, DocumentKind.Json);
        var kind = ContentSniffer.TextKind(text, file);
        return new DocumentText(kind switch
        {
            DocumentKind.Html => await HtmlText.ReadAsync(text, showLinks: false, cancel),
            DocumentKind.Markdown => await MarkdownText.ReadAsync(text, cancel),
            _ => InReadingOrder(text),
        }, kind);
    }

    // The columns of a text stand at positions of characters, which the normal form does not keep.
    private static string InReadingOrder(string text) => text.Length > TextLines.MaxTextLength ? text
        : string.Join('\n', ColumnSplitter.Split([.. text.Split('\n').Select(line => line.TrimEnd())]));

    private static MemoryStream Open(UploadedFile file) => MemoryMarshal.TryGetArray(file.Content, out var bytes)
        ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(file.Content.ToArray(), writable: false);

    // From the sender ("text/html; charset=iso-8859-2"), else from the page itself.
    private static string? Charset(UploadedFile file)
    {
        var sent = file.ContentType is null ? null : CharsetName().Match(file.ContentType) is { Success: true } header ? header.Groups["name"].Value : null;
        var head = System.Text.Encoding.Latin1.GetString(file.Content.Span[..Math.Min(2048, file.Content.Length)]);
        return sent ?? (MetaCharset().Match(head) is { Success: true } meta ? meta.Groups["name"].Value : null);
    }

    [GeneratedRegex("""charset\s*=\s*["']?(?<name>[\w-]+)""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex CharsetName();

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?(?<name>[\w-]+)""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex MetaCharset();
}
