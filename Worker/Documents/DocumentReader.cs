using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Worker.Documents;

/// <summary>Extracts the text of an uploaded file. The content decides the format. Every failure is a <see cref="DocumentException"/>.</summary>
public sealed partial class DocumentReader(IOptions<DocumentOptions> options, TimeProvider time, ILogger<DocumentReader> log) : IDisposable
{
    private const int MinLetters = 3;

    private readonly DocumentOptions _options = options.Value;
    private readonly PdfText _pdf = new(options);

    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);

    public void Dispose() => _slots.Dispose();

    /// <exception cref="DocumentException">The file is refused; see <see cref="DocumentErrors"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<DocumentText> ReadAsync(UploadedFile file, CancellationToken cancel)
    {
        if (file.Content.IsEmpty)
            throw DocumentErrors.Empty(file.Name);
        if (file.Content.Length > _options.MaxBytes)
            throw DocumentErrors.TooLarge(file.Name, _options.MaxBytes);

        // The time-out of a file starts when the file gets a slot.
        await _slots.WaitAsync(cancel);
        try
        {
            return await ReadInTimeAsync(file, cancel);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<DocumentText> ReadInTimeAsync(UploadedFile file, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            var document = await ReadContentAsync(file, both.Token);
            var text = TextNormalizer.Normalize(document.Text);
            if (text.Length > _options.MaxCharacters)
                throw DocumentErrors.TooMuchText(file.Name, _options.MaxCharacters);
            if (text.Where(char.IsLetterOrDigit).Take(MinLetters).Count() < MinLetters)
                throw DocumentErrors.NoText(file.Name);
            return document with { Text = text };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw DocumentErrors.TimedOut(file.Name, _options.Timeout);
        }
        catch (RegexMatchTimeoutException)
        {
            throw DocumentErrors.TimedOut(file.Name, _options.Timeout);
        }
        catch (DocumentException refused)
        {
            // The log contains no name and no content: logs are kept longer than a CV may be.
            log.LogInformation(
                "A document of {Bytes} bytes is refused: {Code} {Error}", file.Content.Length, refused.Code, refused.InnerException?.Outline());
            throw;
        }
    }

    private async Task<DocumentText> ReadContentAsync(UploadedFile file, CancellationToken cancel)
    {
        var content = file.Content;
        if (ContentSniffer.IsPdf(content.Span))
        {
            var (text, pages) = await _pdf.ReadAsync(file, cancel);
            return new DocumentText(text, DocumentKind.Pdf, pages);
        }
        if (ContentSniffer.IsZip(content.Span))
            return new DocumentText(ReadZip(file, cancel), DocumentKind.Docx);
        if (ContentSniffer.IsOle(content.Span))
            throw ContentSniffer.IsEncryptedOle(content.Span) ? DocumentErrors.Encrypted(file.Name) : DocumentErrors.Unsupported(file.Name, "an old Office document");
        if (ContentSniffer.Foreign(content.Span) is { } foreign)
            throw DocumentErrors.Unsupported(file.Name, foreign);
        return await ReadTextAsync(file, cancel);
    }

    private string ReadZip(UploadedFile file, CancellationToken cancel)
    {
        try
        {
            using (var archive = new ZipArchive(Open(file), ZipArchiveMode.Read))
            {
                ZipGuard.Check(archive, file.Name, _options);
                if (!ContentSniffer.IsDocx(archive))
                    throw DocumentErrors.Unsupported(file.Name, ContentSniffer.ZipName(archive));
            }
            using var content = Open(file);
            return DocxText.Read(content, file.Name, cancel);
        }
        catch (InvalidDataException broken)
        {
            // The directory of an archive stands at its end. Without a directory the file is incomplete.
            throw file.Content.Span.IndexOf("PK\u0005\u0006"u8) < 0 ? DocumentErrors.Truncated(file.Name) : DocumentErrors.Corrupt(file.Name, broken);
        }
    }

    private async Task<DocumentText> ReadTextAsync(UploadedFile file, CancellationToken cancel)
    {
        if (file.Content.Length > _options.MaxMarkupBytes)
            throw DocumentErrors.TooLarge(file.Name, _options.MaxMarkupBytes);
        var text = TextDecoder.Decode(file.Content.Span, Charset(file)) ?? throw DocumentErrors.Unsupported(file.Name, "binary data of no known format");
        if (JsonText.Read(text) is { } json)
            return new DocumentText(json, DocumentKind.Json);
        var kind = ContentSniffer.TextKind(text, file);
        return new DocumentText(kind switch
        {
            DocumentKind.Html => await HtmlText.ReadAsync(text, showLinks: false, cancel),
            DocumentKind.Markdown => await MarkdownText.ReadAsync(text, file.Name, cancel),
            _ => text,
        }, kind);
    }

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
