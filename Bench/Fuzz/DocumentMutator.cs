using System.IO.Compression;
using System.Text;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damages documents in ways that reach the readers behind the first check. The same random numbers give the same damage.</summary>
internal sealed class DocumentMutator(IReadOnlyList<byte[]> documents)
{
    private const int MaxBytes = 1 << 20;

    // What is special to one of the readers.
    private static readonly byte[][] Tokens = Array.ConvertAll(
        (string[])[
            "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "]]>", "<![CDATA[", "<?xml version=\"1.1\"?>", "<w:tbl><w:tr><w:tc>", "</w:tc>", "<w:txbxContent>", "<w:p/>",
            "<table><tr><td>", "<svg><math><mtext>", "<template>", "<plaintext>", "<b><p>", "</br>", "> > > > > ", "- - - - ", "[a](", "***", "| - | - |\n", "---\n", "```\n",
            "{\"basics\":{}}", "[[[[[[", "\"\\ud800\"", "\\u0000", "1e999", "%PDF-1.7\n", "PK\u0003\u0004", "PK\u0005\u0006", "\u001f\u008b", "endobj", "stream\n", "/Filter /FlateDecode",
            "/Length 99999999999", "/Kids [3 0 R]", "/Count -1", "0 0 R", "startxref\n0\n%%EOF", "\0", "\uFEFF", "\u202E", "\uD800", "\r", "\f", "\u00AD\n",
        ],
        Encoding.UTF8.GetBytes);

    public byte[] Next(Random random)
    {
        var document = documents[random.Next(documents.Count)];
        return document.AsSpan().StartsWith("PK"u8) && random.Next(4) > 0 ? InsideArchive(document, random) : Damage(document, random);
    }

    private byte[] Damage(byte[] document, Random random)
    {
        var bytes = document;
        for (var times = 1 << random.Next(5); times > 0; times--)
            bytes = Once(bytes, random);
        return bytes.Length <= MaxBytes ? bytes : bytes[..MaxBytes];
    }

    private byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        var length = random.Next(1 + Math.Min(bytes.Length - at, 1 << random.Next(14)));
        switch (random.Next(8))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                return [.. bytes[..at], .. Repeat(bytes[at..(at + length)], random), .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. Repeat(Tokens[random.Next(Tokens.Length)], random), .. bytes[at..]];
            case 4:
                var other = documents[random.Next(documents.Count)];
                return [.. bytes[..at], .. other[random.Next(other.Length)..]];
            case 5:
                var noise = new byte[1 + random.Next(32)];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            default:
                var copy = bytes.ToArray();
                for (var i = 0; i < 1 + random.Next(16) && copy.Length > 0; i++)
                    copy[random.Next(copy.Length)] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(copy[random.Next(copy.Length)] ^ 1 << random.Next(8)) };
                return copy;
        }
    }

    private static byte[] Repeat(byte[] bytes, Random random) =>
        [.. Enumerable.Repeat(bytes, Math.Min(1 << random.Next(12), 1 + MaxBytes / 4 / Math.Max(1, bytes.Length))).SelectMany(part => part)];

    // A damaged archive ends at its checksum. Damage to a part that is packed again reaches the readers of XML and packages.
    private byte[] InsideArchive(byte[] document, Random random)
    {
        using var damaged = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(document)))
        using (var target = new ZipArchive(damaged, ZipArchiveMode.Create))
        {
            var victim = random.Next(source.Entries.Count);
            for (var i = 0; i < source.Entries.Count; i++)
            {
                using var part = source.Entries[i].Open();
                using var bytes = new MemoryStream();
                part.CopyTo(bytes);
                using var written = target.CreateEntry(source.Entries[i].FullName, CompressionLevel.Fastest).Open();
                written.Write(i == victim ? Damage(bytes.ToArray(), random) : bytes.ToArray());
            }
        }
        return damaged.ToArray();
    }
}
