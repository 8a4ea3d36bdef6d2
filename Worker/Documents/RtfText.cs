using System.Globalization;
using System.Text;

namespace AspireStreaming.Worker.Documents;

/// <summary>Extracts the text of an RTF document, in one pass over its bytes.</summary>
/// <remarks><code>{\rtf1\ansi\ansicpg1252{\fonttbl…}\pard Ren\'e9e \u8211 Dupont\par {\listtext\'b7\tab}Nurse\par}</code></remarks>
internal sealed class RtfText
{
    private const int MaxDepth = 512;
    private const int MostDigits = 9;

    // Groups that hold tables, pictures, instructions and data. Groups that begin with \* are dropped too.
    private static readonly HashSet<string> Dropped =
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "themedata", "datastore", "listtable", "listoverridetable", "rsidtbl",
        "generator", "xmlnstbl", "latentstyles", "fldinst", "filetbl", "revtbl", "comment", "annotation", "atnid", "atnauthor", "bkmkstart", "bkmkend", "nonshppict",
    ];

    // The name of a shape's text is marked with \*; it is text all the same.
    private static readonly HashSet<string> KeptThoughMarked = ["shptxt", "shpinst"];

    private readonly byte[] _bytes;
    private readonly StringBuilder _text = new();
    private readonly List<byte> _run = [];
    private readonly Stack<Group> _groups = new();
    private Encoding _encoding = Encoding.GetEncoding(1252);
    private Group _group = new(Drop: false, Hidden: false, Skip: 1);
    private int _at;
    private int _skip;

    private RtfText(byte[] bytes) => _bytes = bytes;

    static RtfText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static bool Is(ReadOnlySpan<byte> content) => content.StartsWith("{\\rtf"u8);

    /// <returns>The text, or null when the document ends in the middle.</returns>
    /// <exception cref="TooNestedException">Groups are nested too deeply.</exception>
    public static string? Read(ReadOnlySpan<byte> content) => new RtfText(content.ToArray()).Read();

    private string? Read()
    {
        while (_at < _bytes.Length)
        {
            byte b = _bytes[_at++];
            switch (b)
            {
                case (byte)'{':
                    if (_groups.Count == MaxDepth)
                        throw new TooNestedException($"Groups are nested more than {MaxDepth} levels deep.");
                    Flush();
                    _groups.Push(_group);
                    break;
                case (byte)'}':
                    Flush();
                    if (_groups.TryPop(out var outer))
                        _group = outer;
                    if (_groups.Count == 0)
                        return _text.ToString();
                    break;
                case (byte)'\\':
                    Control();
                    break;
                case (byte)'\r' or (byte)'\n' or 0:
                    break;
                default:
                    Add(b);
                    break;
            }
        }

        return null;
    }

    private void Control()
    {
        if (_at == _bytes.Length)
            return;
        byte b = _bytes[_at++];
        if (b == '\'')
        {
            if (_at + 2 <= _bytes.Length && byte.TryParse(Encoding.ASCII.GetString(_bytes, _at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                _at += 2;
                Add(code);
            }
        }
        else if (char.IsAsciiLetter((char)b))
        {
            _at--;
            Word();
        }
        else
        {
            Symbol((char)b);
        }
    }

    private void Symbol(char symbol)
    {
        switch (symbol)
        {
            case '~': Write("\u00A0"); break;
            case '_': Write("-"); break;
            case '\r' or '\n': Write("\n"); break;
            case '*': _group = _group with { Drop = !KeptThoughMarked.Contains(NextWord()) || _group.Drop }; break;
            case '{' or '}' or '\\': Add((byte)symbol); break;
        }
    }

    private string NextWord()
    {
        int at = _at;
        while (at < _bytes.Length && _bytes[at] is (byte)' ' or (byte)'\r' or (byte)'\n') at++;
        int from = ++at;
        while (at < _bytes.Length && char.IsAsciiLetter((char)_bytes[at])) at++;
        return from < at && at <= _bytes.Length ? Encoding.ASCII.GetString(_bytes, from, at - from) : "";
    }

    private void Word()
    {
        int from = _at;
        while (_at < _bytes.Length && char.IsAsciiLetter((char)_bytes[_at])) _at++;
        string word = Encoding.ASCII.GetString(_bytes, from, _at - from);
        int digits = _at;
        if (_at < _bytes.Length && _bytes[_at] == '-') _at++;
        while (_at < _bytes.Length && char.IsAsciiDigit((char)_bytes[_at])) _at++;
        int? number = _at - digits is > 0 and <= MostDigits && int.TryParse(Encoding.ASCII.GetString(_bytes, digits, _at - digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) ? n : null;
        if (_at < _bytes.Length && _bytes[_at] == ' ') _at++;
        Apply(word, number);
    }

    private void Apply(string word, int? number)
    {
        switch (word)
        {
            case "u" when number is { } code:
                Write(((char)(ushort)code).ToString());
                _skip = _group.Skip; // the same letter for programs that don't know it
                break;
            case "uc":
                _group = _group with { Skip = Math.Clamp(number ?? 1, 0, 16) };
                break;
            case "ansicpg":
                _encoding = EncodingOf(number ?? 0);
                break;
            case "bin":
                _at = (int)Math.Min(_bytes.Length, (long)_at + Math.Max(0, number ?? 0));
                break;
            case "par" or "line" or "row" or "sect" or "page": Write("\n"); break;
            case "tab" or "cell" or "nestcell": Write("\t"); break;
            case "bullet": Write("•"); break;
            case "endash": Write("–"); break;
            case "emdash": Write("—"); break;
            case "lquote": Write("‘"); break;
            case "rquote": Write("’"); break;
            case "ldblquote": Write("“"); break;
            case "rdblquote": Write("”"); break;
            case "emspace" or "enspace" or "qmspace": Write(" "); break;
            // The mark of a list item: a bullet of any font, or a number.
            case "listtext" or "pntext":
                Write("• ");
                _group = _group with { Drop = true };
                break;
            case "v":
                _group = _group with { Hidden = number is not 0 };
                break;
            case var other when Dropped.Contains(other):
                _group = _group with { Drop = true };
                break;
        }
    }

    private void Add(byte b)
    {
        if (_skip > 0)
            _skip--;
        else if (_group.IsText)
            _run.Add(b);
    }

    private void Write(string text)
    {
        Flush();
        if (_group.IsText)
            _text.Append(text);
    }

    // The bytes of one letter may be two of \'hh.
    private void Flush()
    {
        _skip = 0;
        if (_run.Count == 0)
            return;
        _text.Append(_encoding.GetString([.. _run]));
        _run.Clear();
    }

    private static Encoding EncodingOf(int page)
    {
        try
        {
            return Encoding.GetEncoding(page is 0 or 65000 ? 1252 : page);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.GetEncoding(1252);
        }
    }

    /// <param name="Drop">Whether the group is no text.</param>
    /// <param name="Hidden">Whether its text is hidden.</param>
    /// <param name="Skip">The number of letters that follow a \u for programs that don't know it.</param>
    private sealed record Group(bool Drop, bool Hidden, int Skip)
    {
        public bool IsText => !Drop && !Hidden;
    }
}
