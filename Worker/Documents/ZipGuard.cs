using System.IO.Compression;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Checks the directory of an archive before any part is unpacked. The sender declares the sizes in it, but
/// <see cref="ZipArchiveEntry.Open()"/> stops at the declared size, so a false size only cuts the part short.
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
