using System.Buffers.Binary;
using System.Text;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// The streams of a compound file (MS-CFB), the container of Word before 2007. A chain of sectors that is longer than the file is damage;
/// a number outside the file ends the chain.
/// </summary>
internal sealed class CompoundFile
{
    private const uint EndOfChain = 0xFFFFFFFE;
    private const int EntryBytes = 128;
    private const int MaxEntries = 10_000;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly int _sectorBytes;
    private readonly int _smallBytes;
    private readonly uint _smallLimit;
    private readonly uint[] _next;
    private readonly uint[] _nextSmall;
    private readonly byte[] _smallSectors;
    private readonly List<(string Name, byte Kind, uint Start, long Length)> _entries = [];

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public CompoundFile(ReadOnlyMemory<byte> file)
    {
        _file = file;
        var header = file.Span;
        if (header.Length < 512)
            throw new InvalidDataException("The header is incomplete.");
        int shift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]), smallShift = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        if (shift is not (9 or 12) || smallShift != 6)
            throw new InvalidDataException("The sectors have an unknown size.");
        (_sectorBytes, _smallBytes) = (1 << shift, 1 << smallShift);
        _smallLimit = BinaryPrimitives.ReadUInt32LittleEndian(header[56..]);
        _next = [.. TableSectors(header).SelectMany(sector => Numbers(Sector(sector).Span))];
        byte[] directory = Chain(BinaryPrimitives.ReadUInt32LittleEndian(header[48..]));
        for (int at = 0; at + EntryBytes <= directory.Length && _entries.Count < MaxEntries; at += EntryBytes)
            _entries.Add(Entry(directory.AsSpan(at, EntryBytes)));
        _nextSmall = [.. Numbers(Chain(BinaryPrimitives.ReadUInt32LittleEndian(header[60..])))];
        _smallSectors = _entries.Find(e => e.Kind == 5) is { Length: > 0 } root ? Chain(root.Start) : [];
    }

    /// <returns>Null when there is no stream of this name.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public byte[]? Stream(string name)
    {
        var entry = _entries.Find(e => e.Kind == 2 && e.Name == name);
        if (entry.Name is null)
            return null;
        byte[] content = entry.Length < _smallLimit ? SmallChain(entry.Start) : Chain(entry.Start);
        return content[..(int)Math.Clamp(entry.Length, 0, content.Length)];
    }

    // The table of sectors is in sectors itself: 109 numbers in the header, then in a chain whose sectors end with the number of the next.
    private IEnumerable<uint> TableSectors(ReadOnlySpan<byte> header)
    {
        var sectors = Numbers(header.Slice(76, 109 * 4)).ToList();
        uint more = BinaryPrimitives.ReadUInt32LittleEndian(header[68..]);
        for (int guard = _file.Length / _sectorBytes; more < EndOfChain && InFile(more) && guard > 0; guard--)
        {
            var numbers = Numbers(Sector(more).Span).ToList();
            sectors.AddRange(numbers.SkipLast(1));
            more = numbers[^1];
        }

        return sectors.Where(InFile).Take(_file.Length / _sectorBytes);
    }

    private byte[] Chain(uint first)
    {
        using var content = new MemoryStream();
        for (uint at = first; at < EndOfChain && InFile(at); at = at < _next.Length ? _next[at] : EndOfChain)
        {
            content.Write(Sector(at).Span);
            if (content.Length > _file.Length)
                throw new InvalidDataException("A chain of sectors has no end.");
        }

        return content.ToArray();
    }

    private byte[] SmallChain(uint first)
    {
        using var content = new MemoryStream();
        for (uint at = first; at < EndOfChain && (at + 1L) * _smallBytes <= _smallSectors.Length; at = at < _nextSmall.Length ? _nextSmall[at] : EndOfChain)
        {
            content.Write(_smallSectors, (int)at * _smallBytes, _smallBytes);
            if (content.Length > _smallSectors.Length)
                throw new InvalidDataException("A chain of sectors has no end.");
        }

        return content.ToArray();
    }

    // The last sector may be incomplete.
    private bool InFile(uint sector) => (sector + 1L) * _sectorBytes < _file.Length;

    private ReadOnlyMemory<byte> Sector(uint sector)
    {
        int from = (int)((sector + 1) * _sectorBytes);
        return _file.Slice(from, Math.Min(_sectorBytes, _file.Length - from));
    }

    private static (string Name, byte Kind, uint Start, long Length) Entry(ReadOnlySpan<byte> entry)
    {
        int nameBytes = Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2, 0, 62);
        return (Encoding.Unicode.GetString(entry[..nameBytes]), entry[66], BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[120..]));
    }

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * 4)..]);
        return numbers;
    }
}
