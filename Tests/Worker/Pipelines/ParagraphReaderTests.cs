using AspireStreaming.Worker.Pipelines.CoverLetter;

namespace AspireStreaming.Tests.Worker.Pipelines;

public sealed class ParagraphReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task ParagraphsAreTheSameHoweverTheTextIsCut(int size)
    {
        const string Text = "\n Dear  team,\n \n\nI  apply\nnow.\r\n\r\nYours,\n\nJohn \n";
        var pieces = Text.Chunk(size).Select(c => new string(c)).ToAsyncEnumerable();
        await using var reader = new ParagraphReader(pieces);
        Assert.Equal("Dear team,", await ReadAsync(reader));
        Assert.Equal("I apply\nnow.", await ReadAsync(reader));
        Assert.Equal("Yours,\nJohn", await ReadAsync(reader, toEnd: true));
        Assert.Equal("", await ReadAsync(reader));
    }

    private static async Task<string> ReadAsync(ParagraphReader reader, bool toEnd = false)
    {
        string written = "";
        string whole = await reader.ReadAsync(piece => written += piece, toEnd);
        Assert.Equal(whole, written);
        return whole;
    }
}
