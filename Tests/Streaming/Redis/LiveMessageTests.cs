using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace AspireStreaming.Tests.Streaming.Redis;

public sealed class LiveMessageTests
{
    [Fact]
    public void AWrittenMessageIsParsed() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<byte[][], PositiveInt>((payloads, attempt) =>
        {
            var events = payloads.Select((p, i) => new JobEvent(new EventId(attempt.Get, i + 1), "metric_update", p ?? [])).ToList();
            Assert.True(LiveMessage.TryParse(Write(events), out var parsed));
            Logs.AssertSame(events, parsed);
        }));

    [Fact]
    public void TheTraceContextOfTheAppendIsAtItsLastEvent()
    {
        const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Assert.True(LiveMessage.TryParse(Encoding.UTF8.GetBytes($"2-43 token 3\nabc2-44 done 2 {Traceparent}\n{{}}"), out var events));
        Logs.AssertSame([new JobEvent(new EventId(2, 43), "token", "abc"u8.ToArray()), new JobEvent(new EventId(2, 44), "done", "{}"u8.ToArray())], events);
        Assert.Equal([null, Traceparent], events.Select(e => e.Traceparent));
    }

    [Fact]
    public void AnyBytesAreParsedOrRefused() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll<byte[]>(bytes => LiveMessage.TryParse(bytes, out var parsed) == (bytes.Length == 0) || parsed.Count > 0));

    [Fact]
    public void ADamagedMessageIsRefusedOrParsedButNeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll<int, byte, byte>((where, to, cut) =>
        {
            byte[] message = Write([new JobEvent(new EventId(2, 43), "metric_update", new byte[20]), new JobEvent(new EventId(2, 44), "done", "{}"u8.ToArray())]);
            message[(where & int.MaxValue) % message.Length] = to;
            return !LiveMessage.TryParse(message[..^(cut % message.Length)], out var parsed) || parsed.Count is 1 or 2;
        }));

    [Theory]
    [InlineData("1-1 t 5\nabc")]
    [InlineData("1-1 t 2147483647\nabc")]
    [InlineData("1-1 t -1\nabc")]
    [InlineData("1-1 t 3x\nabc")]
    [InlineData("1-1 t \nabc")]
    [InlineData("1-1 3\nabc")]
    [InlineData(" t 3\nabc")]
    [InlineData("1 t 3\nabc")]
    [InlineData("1-1 t 3")]
    [InlineData("1-1 t 3\nabcgarbage")]
    [InlineData("1-1 t 3 00-trace\nabc")]
    [InlineData("1-1 t 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nabc")]
    [InlineData("1-1 t x 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nabc")]
    [InlineData("99999999999999999999-1 t 3\nabc")]
    [InlineData("\n")]
    public void AMalformedMessageIsRefused(string message) => Assert.False(LiveMessage.TryParse(Encoding.UTF8.GetBytes(message), out _));

    private static byte[] Write(IEnumerable<JobEvent> events) =>
        [.. events.SelectMany(e => (byte[])[.. Encoding.ASCII.GetBytes($"{e.Id} {e.Type} {e.Data.Length}\n"), .. e.Data.Span])];
}
