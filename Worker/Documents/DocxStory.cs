using System.Text;
using System.Xml;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// One story of a Word document (body, header, footer) as lines. Paragraphs nest: a cell of a table and a text box hold
/// paragraphs of their own, inside a row or in the middle of another paragraph.
/// </summary>
internal sealed class DocxStory(DocxBullets bullets)
{
    // Deleted and moved text, field codes, and the second rendering of the content of mc:Choice.
    private static readonly HashSet<string> Dropped = ["del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "separator"];

    private readonly Stack<Frame> _frames = new([new Frame()]);
    private int _skipBelow = int.MaxValue;

    public string Text => string.Join('\n', _frames.Last().Lines);

    private sealed class Frame
    {
        public List<string> Lines { get; } = [];
        public List<List<string>> Cells { get; } = [];
        public List<string> Boxes { get; } = [];
        public StringBuilder Paragraph { get; } = new();
        public string? List { get; set; }
        public string? Style { get; set; }
        public bool Hidden { get; set; }
    }

    public void Take(XmlReader node)
    {
        if (node.Depth > _skipBelow)
            return;
        _skipBelow = int.MaxValue;
        switch (node.NodeType)
        {
            case XmlNodeType.Element:
                var (name, empty) = (node.LocalName, node.IsEmptyElement);
                Begin(node);
                if (empty)
                    End(name);
                break;
            case XmlNodeType.EndElement:
                End(node.LocalName);
                break;
            case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when _inText && !_frames.Peek().Hidden:
                _frames.Peek().Paragraph.Append(node.Value);
                break;
        }
    }

    private bool _inText;

    private void Begin(XmlReader node)
    {
        var frame = _frames.Peek();
        switch (node.LocalName)
        {
            case var name when Dropped.Contains(name):
                if (!node.IsEmptyElement)
                    _skipBelow = node.Depth;
                break;
            case "p":
                (frame.List, frame.Style) = (null, null);
                break;
            case "tc" or "txbxContent":
                _frames.Push(new Frame());
                break;
            case "pStyle":
                frame.Style = DocxText.Value(node);
                break;
            case "numId":
                frame.List = DocxText.Value(node);
                break;
            case "r":
                frame.Hidden = false;
                break;
            case "vanish":
                frame.Hidden = DocxText.Value(node) is not ("0" or "false" or "off");
                break;
            case "t":
                _inText = true;
                break;
            case "tab" or "ptab" when node.Depth > 0 && !_inTabs:
                frame.Paragraph.Append('\t');
                break;
            case "tabs":
                _inTabs = true;
                break;
            case "br" or "cr":
                frame.Paragraph.Append('\n');
                break;
            case "noBreakHyphen":
                frame.Paragraph.Append('-');
                break;
        }
    }

    private bool _inTabs;

    private void End(string name)
    {
        var frame = _frames.Peek();
        switch (name)
        {
            case "t":
                _inText = false;
                break;
            case "tabs":
                _inTabs = false;
                break;
            case "p":
                EndParagraph(frame);
                break;
            case "tc" when _frames.Count > 1:
                _frames.Pop();
                _frames.Peek().Cells.Add(frame.Lines);
                break;
            case "tr":
                EndRow(frame);
                break;
            case "tbl":
                frame.Lines.Add("");
                break;
            case "txbxContent" when _frames.Count > 1:
                _frames.Pop();
                _frames.Peek().Boxes.AddRange(frame.Lines);
                break;
        }
    }

    private void EndParagraph(Frame frame)
    {
        var text = frame.Paragraph.ToString();
        if (text.Trim().Length > 0 && bullets.Has(frame.List, frame.Style))
            text = "• " + text;
        if (frame.Style is { } style && (style.StartsWith("Heading", StringComparison.OrdinalIgnoreCase) || style.StartsWith("Titre", StringComparison.OrdinalIgnoreCase)))
            frame.Lines.Add("");
        frame.Lines.Add(text);
        frame.Lines.AddRange(frame.Boxes);
        frame.Paragraph.Clear();
        frame.Boxes.Clear();
        frame.Hidden = false;
    }

    // A table of data gives one line for each row. A table that only places blocks on the page is read cell by cell.
    private static void EndRow(Frame frame)
    {
        var cells = frame.Cells.ConvertAll(cell => cell.FindAll(line => line.Trim().Length > 0)).FindAll(cell => cell.Count > 0);
        if (cells.TrueForAll(cell => cell.Count == 1))
            frame.Lines.Add(string.Join('\t', cells.Select(cell => cell[0])));
        else
            frame.Lines.AddRange(cells.SelectMany(cell => cell.Append("")));
        frame.Cells.Clear();
    }
}
