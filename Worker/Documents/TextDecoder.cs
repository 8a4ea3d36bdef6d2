using System.Text;

namespace AspireStreaming.Worker.Documents;

/// <summary>Detects the charset of a text, and whether the bytes are text.</summary>
internal static class TextDecoder
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The text, or null when the bytes are not text.</summary>
    /// <param name="charset">The charset that the sender states; used only if the bytes match it.</param>
    public static string? Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var text = DecodeBytes(bytes, charset);
        return text is null || LooksBinary(text) ? null : text;
    }

    private static string? DecodeBytes(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            return Try(Utf8, bytes[3..]);
        if (bytes is [0xFF, 0xFE, ..])
            return Try(Utf16, bytes[2..]);
        if (bytes is [0xFE, 0xFF, ..])
            return Try(Utf16BigEndian, bytes[2..]);
        if (WithoutMark(bytes) is { } utf16)
            return Try(utf16, bytes);
        return Try(Utf8, bytes) ?? (Named(charset) is { } named ? Try(named, bytes) : null) ?? Try(Windows1252, bytes);
    }

    // UTF-16 without a byte order mark: in European text every other byte is zero.
    private static Encoding? WithoutMark(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
            return null;
        int even = 0, odd = 0, pairs = Math.Min(bytes.Length, 4096) / 2;
        for (var i = 0; i < pairs; i++)
        {
            even += bytes[2 * i] == 0 ? 1 : 0;
            odd += bytes[2 * i + 1] == 0 ? 1 : 0;
        }
        if (odd > pairs * 0.7 && even < pairs * 0.05)
            return Utf16;
        return even > pairs * 0.7 && odd < pairs * 0.05 ? Utf16BigEndian : null;
    }

    // Only the charsets that European documents on the web use. The name comes from an untrusted sender.
    private static Encoding? Named(string? charset) => charset?.Trim('"', '\'', ' ').ToLowerInvariant() switch
    {
        "iso-8859-15" or "latin-9" => CodePagesEncodingProvider.Instance.GetEncoding(28605),
        "iso-8859-2" => CodePagesEncodingProvider.Instance.GetEncoding(28592),
        "windows-1250" => CodePagesEncodingProvider.Instance.GetEncoding(1250),
        "macintosh" => CodePagesEncodingProvider.Instance.GetEncoding(10000),
        _ => null,
    };

    private static string? Try(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Text has no NUL and almost no other control character. In compressed or machine data one eighth are control characters.
    private static bool LooksBinary(string text)
    {
        var controls = 0;
        foreach (var c in text)
        {
            if (c is '\0')
                return true;
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f' or '\v' or '\u001b' or '\u0085'))
                controls++;
        }
        return controls > 2 + text.Length / 200;
    }
}
