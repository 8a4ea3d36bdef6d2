using System.Buffers.Binary;

namespace AspireStreaming.Worker.Documents;

/// <summary>Recognises the text of a PNG or JPEG: one page, photographed or scanned.</summary>
internal sealed class ImageText(DocumentOptions options)
{
    // An image does not tell how large the paper was: A4 is taken.
    private const double PageWidth = 595;

    private readonly TextRecognition _recognition = new(options);

    public static bool IsImage(ReadOnlySpan<byte> content) => IsPng(content) || IsJpeg(content);

    /// <exception cref="DocumentException">The image is damaged, too large, or can't be read here.</exception>
    public async Task<string> ReadAsync(UploadedFile file, Func<int, int, Task> read, CancellationToken cancel)
    {
        if (Size(file.Content.Span) is not (> 0, > 0) size)
            throw DocumentErrors.Corrupt(file.Name);
        if ((long)size.Width * size.Height > options.MaxImagePixels)
            throw DocumentErrors.ImageTooLarge(file.Name, options.MaxImagePixels);
        var page = await _recognition.ReadAsync(file.Content, PageWidth / size.Width, file, cancel);
        await read(1, 1);
        return PdfLines.Compose([page]);
    }

    /// <summary>The size as the header states it; (0, 0) when there is none. No pixel is decoded.</summary>
    internal static (int Width, int Height) Size(ReadOnlySpan<byte> content) => IsPng(content) ? PngSize(content) : JpegSize(content);

    private static bool IsPng(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsJpeg(ReadOnlySpan<byte> content) => content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    // Signature, length of the first chunk, "IHDR", width, height.
    private static (int Width, int Height) PngSize(ReadOnlySpan<byte> content) => content.Length >= 24 && content.Slice(12, 4).SequenceEqual("IHDR"u8)
        ? (BinaryPrimitives.ReadInt32BigEndian(content[16..]), BinaryPrimitives.ReadInt32BigEndian(content[20..])) : default;

    // Segments: FF, marker, two bytes of length, content. SOF0 to SOF15 begin with precision, height and width; C4, C8 and CC are other segments.
    private static (int Width, int Height) JpegSize(ReadOnlySpan<byte> content)
    {
        for (int at = 2; at + 9 < content.Length && content[at] == 0xFF;)
        {
            byte marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++; // padding
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return default;
    }
}
