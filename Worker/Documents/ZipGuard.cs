using System.IO.Compression;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Judges an archive by its directory before anything is unpacked. The sizes in it are the sender's word, but
/// <see cref="ZipArchiveEntry.Open()"/> stops at the size that was declared, so a lie only cuts the part short.
/// </summary>
internal static class ZipGuard
{
    private const int MaxEntries = 5_000;
    private const long RatioFrom = 1 << 20;

    public static void Check(ZipArchive archive, string name, DocumentOptions options)
    {
        if (archive.Entries.Count > MaxEntries)
            throw DocumentErrors.ZipBomb(name);
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            if (entry.IsEncrypted)
                throw DocumentErrors.Encrypted(name);
            total += entry.Length;
            if (entry.Length < 0 || total > options.MaxUnpackedBytes || IsBomb(entry, options))
                throw DocumentErrors.ZipBomb(name);
        }
    }

    private static bool IsBomb(ZipArchiveEntry entry, DocumentOptions options) =>
        entry.Length > RatioFrom && entry.Length / Math.Max(1, entry.CompressedLength) > options.MaxUnpackRatio;
}
