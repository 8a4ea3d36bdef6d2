using System.Buffers.Binary;
using System.Text;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Extracts the text of a Word document before 2007 (MS-DOC): the pieces of text that its piece table lists, in their order. What Word
/// saved quickly is in the table too.
/// </summary>
internal static class DocText
{
    private const int WordMark = 0xA5EC;
    private const int Encrypted = 0x0100;
    private const int InTable1 = 0x0200;
    private const int ClxPlace = 0x01A2;
    private const int HeaderBytes = 0x01AA;
    private const int MaxPieces = 100_000;

    static DocText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <returns>Null when the container holds no Word document.</returns>
    /// <exception cref="DocumentException">The document is encrypted or damaged.</exception>
    public static string? Read(UploadedFile file)
    {
        try
        {
            var container = new CompoundFile(file.Content);
            if (container.Stream("WordDocument") is not { Length: >= HeaderBytes } document || BinaryPrimitives.ReadUInt16LittleEndian(document) != WordMark)
                return null;
            int flags = BinaryPrimitives.ReadUInt16LittleEndian(document.AsSpan(10));
            if ((flags & Encrypted) != 0)
                throw DocumentErrors.Encrypted(file.Name);
            byte[] table = container.Stream((flags & InTable1) != 0 ? "1Table" : "0Table") ?? throw new InvalidDataException("The table stream is missing.");
            return Clean(Pieces(document, table));
        }
        catch (Exception damage) when (damage is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            throw DocumentErrors.Corrupt(file.Name, damage);
        }
    }

    // Property blocks (1, two bytes of length), then the piece table (2, four bytes of length): n + 1 positions and n descriptors of 8 bytes.
    private static string Pieces(byte[] document, byte[] table)
    {
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(document.AsSpan(ClxPlace)), length = BinaryPrimitives.ReadUInt32LittleEndian(document.AsSpan(ClxPlace + 4));
        if (start > table.Length || length > table.Length - start)
            throw new InvalidDataException("The piece table is outside its stream.");
        var clx = table.AsSpan((int)start, (int)length);
        while (clx.Length > 3 && clx[0] == 1)
            clx = clx[Math.Min(clx.Length, 3 + BinaryPrimitives.ReadUInt16LittleEndian(clx[1..]))..];
        if (clx.Length < 5 || clx[0] != 2)
            throw new InvalidDataException("There is no piece table.");
        var plc = clx.Slice(5, (int)Math.Min(clx.Length - 5, BinaryPrimitives.ReadUInt32LittleEndian(clx[1..])));
        int count = Math.Min((plc.Length - 4) / 12, MaxPieces);
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            long letters = BinaryPrimitives.ReadUInt32LittleEndian(plc[((i + 1) * 4)..]) - (long)BinaryPrimitives.ReadUInt32LittleEndian(plc[(i * 4)..]);
            Append(text, document, BinaryPrimitives.ReadUInt32LittleEndian(plc[(((count + 1) * 4) + (i * 8) + 2)..]), letters);
            if (text.Length > document.Length)
                throw new InvalidDataException("The pieces are longer than the document.");
        }

        return text.ToString();
    }

    // Bit 30: one byte a letter, at half the place; else two bytes a letter.
    private static void Append(StringBuilder text, byte[] document, uint place, long letters)
    {
        bool narrow = (place & 0x40000000) != 0;
        long from = narrow ? (place & 0x3FFFFFFF) / 2 : place & 0x3FFFFFFF;
        long bytes = narrow ? letters : letters * 2;
        if (letters < 0 || from + bytes > document.Length)
            throw new InvalidDataException("A piece is outside the document.");
        text.Append((narrow ? Encoding.GetEncoding(1252) : Encoding.Unicode).GetString(document, (int)from, (int)bytes));
    }

    // 7 ends a cell, 11 a line, 13 a paragraph; 19 begins a field, whose result is between 20 and 21.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        int codes = 0;
        var results = new Stack<bool>();
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\u0013':
                    codes++;
                    results.Push(false);
                    break;
                case '\u0014' when results.TryPop(out bool hadResult):
                    codes -= hadResult ? 0 : 1;
                    results.Push(true);
                    break;
                case '\u0015' when results.TryPop(out bool hasResult):
                    codes -= hasResult ? 0 : 1;
                    break;
                case var _ when codes > 0:
                    break;
                case '\u0007':
                    // Two in a row end the row of a table.
                    clean.Append(i + 1 < text.Length && text[i + 1] == '\u0007' ? '\n' : '\t');
                    if (i + 1 < text.Length && text[i + 1] == '\u0007') i++;
                    break;
                case '\r' or '\u000B' or '\f':
                    clean.Append('\n');
                    break;
                case '\u001E':
                    clean.Append('-');
                    break;
                case '\t' or >= ' ':
                    clean.Append(text[i]);
                    break;
            }
        }

        return clean.ToString();
    }
}
