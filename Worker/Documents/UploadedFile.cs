namespace AspireStreaming.Worker.Documents;

/// <param name="Name">The name that the sender gave. Messages show it; it is never used as a path.</param>
/// <param name="ContentType">A media type, with a charset if known; only a hint: the content decides.</param>
public sealed record UploadedFile(string Name, ReadOnlyMemory<byte> Content, string? ContentType = null);

/// <param name="Text">
/// Normalised: lines end in <c>\n</c>, at most one empty line in a row, a tab stands between separate parts of one
/// line (table cells, a title and its date), list items begin with <c>• </c> or <c>- </c>, no other control character.
/// </param>
/// <param name="Kind">One of <see cref="DocumentKind"/>: the format of the content, whatever the file's name is.</param>
/// <param name="Pages">1 or more; null where the format has no pages.</param>
public sealed record DocumentText(string Text, string Kind, int? Pages = null);

public static class DocumentKind
{
    public const string Pdf = "pdf";
    public const string Docx = "docx";
    public const string Doc = "doc";
    public const string Odt = "odt";
    public const string Rtf = "rtf";
    public const string Html = "html";
    public const string Markdown = "markdown";
    public const string Json = "json";
    public const string Text = "text";
    public const string Image = "image";
}
