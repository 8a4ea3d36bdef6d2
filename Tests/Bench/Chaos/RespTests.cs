using System.Text;
using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Tests.Bench.Chaos;

public sealed class RespTests
{
    private const string Message = "*3\r\n$7\r\nmessage\r\n$4\r\nlive\r\n$5\r\na\r\nbc\r\n";
    private const string Push = ">3\r\n$7\r\nmessage\r\n$4\r\nlive\r\n$5\r\na\r\nbc\r\n";

    [Theory]
    [InlineData("+PONG\r\n")]
    [InlineData("-ERR no\r\n")]
    [InlineData(":12\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*0\r\n")]
    [InlineData("$0\r\n\r\n")]
    [InlineData("*2\r\n*2\r\n:1\r\n$1\r\nx\r\n$2\r\n\r\n\r\n")]
    [InlineData("%1\r\n+server\r\n$5\r\nredis\r\n")]
    [InlineData("~2\r\n#t\r\n,1.5\r\n")]
    [InlineData("=6\r\ntxt:hi\r\n")]
    [InlineData("_\r\n")]
    [InlineData(Message)]
    [InlineData(Push)]
    public void AReplyIsCompleteOnlyAtItsLastByte(string reply)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(reply);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(-1, Resp.Length(bytes.AsSpan(0, length)));
        }

        Assert.Equal(bytes.Length, Resp.Length([.. bytes, .. "+next"u8]));
    }

    [Fact]
    public void OnlyPublishedMessagesCountAsMessages()
    {
        Assert.True(Resp.IsPublished(Encoding.ASCII.GetBytes(Message)));
        Assert.True(Resp.IsPublished(Encoding.ASCII.GetBytes(Push)));
        Assert.False(Resp.IsPublished("*3\r\n$9\r\nsubscribe\r\n$4\r\nlive\r\n:1\r\n"u8));
    }

    [Fact]
    public void AnInvalidReplyIsRefused() => Assert.Throws<InvalidDataException>(() => Resp.Length("GET / HTTP/1.1\r\n"u8));
}
