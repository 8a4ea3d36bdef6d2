using System.IO.Compression;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Documents;

/// <summary>Detects a file's format from its first bytes or its text. Name and media type decide only if the content is ambiguous.</summary>
internal static partial class ContentSniffer
{
    private const int HeadChars = 16 * 1024;

    /// <summary>A PDF begins with its header. Readers allow other lines before it, in the first 1,024 bytes.</summary>
    public static bool IsPdf(ReadOnlySpan<byte> content) => PdfHeader(content) >= 0;

    private static int PdfHeader(ReadOnlySpan<byte> content)
    {
        var head = content[..Math.Min(content.Length, 1024)];
        for (int from = 0, at; (at = head[from..].IndexOf("%PDF-"u8)) >= 0; from += at + 1)
        {
            if (from + at == 0 || head[from + at - 1] is (byte)'\n' or (byte)'\r' || content.StartsWith("\uFEFF"u8) && from + at == 3)
                return from + at;
        }
        return -1;
    }

    /// <summary>Whether two programs could take the file for different formats: a PDF that is an archive, an image or a page too.</summary>
    public static bool IsTwoFormats(ReadOnlySpan<byte> content)
    {
        var pdf = PdfHeader(content);
        return pdf >= 0 && (EndsAsZip(content) || pdf > 0 && (IsZip(content) || IsOle(content) || Foreign(content) is not null || StartsAsMarkup(content)));
    }

    private static bool StartsAsMarkup(ReadOnlySpan<byte> content) => content.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    // The directory of an archive ends with a record of 22 bytes and a comment. The record states the length of the comment.
    private static bool EndsAsZip(ReadOnlySpan<byte> content)
    {
        const int record = 22;
        var tail = content[Math.Max(0, content.Length - record - ushort.MaxValue)..];
        for (var at = tail.LastIndexOf("PK\u0005\u0006"u8); at >= 0; at = tail[..at].LastIndexOf("PK\u0005\u0006"u8))
        {
            if (tail.Length >= at + record && at + record + System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length)
                return true;
        }
        return false;
    }

    public static bool IsZip(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8) || content.StartsWith("PK\u0005\u0006"u8);

    /// <summary>The name of a known format that can't be read; null when the file may be text.</summary>
    public static string? Foreign(ReadOnlySpan<byte> content) => content switch
    {
        _ when content.StartsWith("{\\rtf"u8) => "an RTF document",
        _ when content.StartsWith("%!PS"u8) => "a PostScript file",
        [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] or [0x47, 0x49, 0x46, 0x38, ..] or [0x49, 0x49, 0x2A, 0x00, ..] or [0x4D, 0x4D, 0x00, 0x2A, ..] => "an image",
        [0x1F, 0x8B, ..] or [0x42, 0x5A, 0x68, ..] or [0xFD, 0x37, 0x7A, 0x58, 0x5A, ..] or [0x37, 0x7A, 0xBC, 0xAF, ..] or [0x52, 0x61, 0x72, 0x21, ..] => "an archive",
        [0x7F, 0x45, 0x4C, 0x46, ..] => "a program",
        _ => null,
    };

    /// <summary>The container of Word before 2007, and of newer encrypted documents.</summary>
    public static bool IsOle(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    // Names in the directory of the container are UTF-16.
    public static bool IsEncryptedOle(ReadOnlySpan<byte> content) => content.IndexOf(System.Text.Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;

    public static bool IsDocx(ZipArchive archive) => archive.GetEntry("[Content_Types].xml") is not null
        && archive.Entries.Any(entry => entry.FullName.StartsWith("word/document", StringComparison.OrdinalIgnoreCase));

    public static string ZipName(ZipArchive archive)
    {
        bool Has(string folder) => archive.Entries.Any(entry => entry.FullName.StartsWith(folder, StringComparison.OrdinalIgnoreCase));
        return Has("xl/") ? "a spreadsheet" : Has("ppt/") ? "a presentation" : Has("mimetype") && Has("content.xml") ? "an OpenDocument file" : "an archive";
    }

    public static string TextKind(string text, UploadedFile file)
    {
        var head = text.Length > HeadChars ? text[..HeadChars] : text;
        var type = file.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var extension = Path.GetExtension(file.Name).ToLowerInvariant();
        if (HtmlStart().IsMatch(head))
            return DocumentKind.Html;
        var tags = HtmlTag().Count(head);
        if (tags >= 6 || tags >= 1 && (type is "text/html" or "application/xhtml+xml" || extension is ".html" or ".htm" or ".xhtml"))
            return extension is ".md" or ".markdown" ? DocumentKind.Markdown : DocumentKind.Html;
        if (type is "text/markdown" || extension is ".md" or ".markdown" || IsMarkdown(head))
            return DocumentKind.Markdown;
        return DocumentKind.Text;
    }

    // Marks of one kind may be plain text. Marks of two kinds mean Markdown.
    private static bool IsMarkdown(string head) =>
        (Heading().IsMatch(head) ? 1 : 0) + (Emphasis().IsMatch(head) ? 1 : 0) + (Link().IsMatch(head) ? 1 : 0) + (Fence().IsMatch(head) ? 1 : 0) >= 2;

    [GeneratedRegex(@"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex HtmlStart();

    [GeneratedRegex(@"</?(?:p|div|br|li|ul|ol|h[1-6]|table|tr|td|span|a|strong|em|section|article|header|title|b|i)(?:\s[^<>]*)?/?>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex HtmlTag();

    [GeneratedRegex(@"^#{1,6} \S", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<!\*)\*\*[^*\s][^*\n]{0,200}\*\*(?!\*)", RegexOptions.None, 1000)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\[[^\]\n]{1,200}\]\((?:https?:|mailto:|/|#)[^)\s]{0,500}\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:```|~~~)", RegexOptions.Multiline, 1000)]
    private static partial Regex Fence();
}
