using System.Globalization;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The name of an uploaded file: a label for people, never a path.</summary>
internal static class FileLabel
{
    private const int MaxLength = 255;

    /// <summary>The part after the last slash: some clients send the path on their machine, and it is to be ignored (RFC 7578, 4.2).</summary>
    /// <exception cref="BadFieldException">The name is empty, too long, or has characters that forge lines or reverse text.</exception>
    public static string Read(IFormFile file)
    {
        string sent = file.FileName.Replace("\\\"", "\"", StringComparison.Ordinal); // a quote is escaped by a backslash, which is no slash of a path
        string name = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return name.Length is > 0 and <= MaxLength && name is not ("." or "..") && !name.Any(IsForbidden)
            ? name
            : throw new BadFieldException(
                file.Name, $"a file must have a name of 1 to {MaxLength} characters, without control characters and marks of text direction");
    }

    private static bool IsForbidden(char c) =>
        char.IsControl(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';
}
