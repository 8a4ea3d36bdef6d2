using System.Text;

namespace AspireStreaming.Worker.Pipelines.CoverLetter;

/// <summary>Cuts a streamed text into its paragraphs, while the text is still being written.</summary>
internal sealed class ParagraphReader(IAsyncEnumerable<string> text) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<string> _pieces = text.GetAsyncEnumerator();
    private string _piece = "";
    private int _at;

    /// <param name="write">Receives the paragraph's text piece by piece, without white space at its ends.</param>
    /// <param name="toEnd">Whether it is the last paragraph: then text after an empty line belongs to it.</param>
    /// <returns>The whole paragraph; empty at the end of the text.</returns>
    public async Task<string> ReadAsync(Action<string> write, bool toEnd)
    {
        var paragraph = new StringBuilder();
        int breaks = 0;
        bool space = false;
        do
        {
            int told = paragraph.Length;
            for (; _at < _piece.Length; _at++)
            {
                char c = _piece[_at];
                if (char.IsWhiteSpace(c))
                {
                    breaks += c == '\n' ? 1 : 0;
                    space = true;
                    continue;
                }

                if (space && paragraph.Length > 0)
                {
                    if (breaks > 1 && !toEnd)
                    {
                        write(paragraph.ToString(told, paragraph.Length - told));
                        return paragraph.ToString();
                    }

                    paragraph.Append(breaks > 0 ? '\n' : ' ');
                }

                (breaks, space) = (0, false);
                paragraph.Append(c);
            }

            if (paragraph.Length > told)
            {
                write(paragraph.ToString(told, paragraph.Length - told));
            }
        }
        while (await NextAsync());
        return paragraph.ToString();
    }

    public ValueTask DisposeAsync() => _pieces.DisposeAsync();

    private async ValueTask<bool> NextAsync()
    {
        if (!await _pieces.MoveNextAsync())
        {
            (_piece, _at) = ("", 0);
            return false;
        }

        (_piece, _at) = (_pieces.Current, 0);
        return true;
    }
}
