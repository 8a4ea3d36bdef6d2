using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using FsCheck;
using FsCheck.Fluent;

namespace AspireStreaming.Tests.Streaming;

public sealed class EventEncoderTests
{
    private static readonly Guid JobId = Guid.Parse("11111111-2222-4333-8444-555555555555");

    /// <summary>Any UTF-16 code units, including lone surrogates and control characters.</summary>
    private static Arbitrary<string> AnyText => Arb.From(
        Gen.Choose(0, 0xffff).Or(Gen.Choose(0xd800, 0xdfff)).Or(Gen.Choose(0, 0x7f)).Select(c => (char)c).ArrayOf().Select(c => new string(c)));

    [Fact]
    public void TheEnvelopeIsAsDocumented()
    {
        var at = new DateTimeOffset(2026, 11, 20, 15, 17, 0, 123, TimeSpan.FromHours(2));
        var e = EventEncoder.Encode(JobId, new EventId(2, 43), at, new MetricUpdateEvent("fit", 0.5, "%"), "one/a");
        Assert.Equal(
            """{"type":"metric_update","job_id":"11111111-2222-4333-8444-555555555555","attempt":2,"seq":43,"at":"2026-11-20T13:17:00.123Z","name":"fit","value":0.5,"unit":"%"}""",
            Encoding.UTF8.GetString(e.Data.Span));
        Assert.Equal(("2-43", "metric_update", "one/a"), (e.Id.ToString(), e.Type, e.Scope));
        Assert.Equal(at, EventEncoder.At(e));
    }

    [Fact]
    public void AnyTextComesBackOnOneLineOfUtf8() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(AnyText, text =>
        {
            string whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)); // a lone surrogate is no character
            var data = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["k" + whole] = whole });
            EventPayload[] payloads =
            [
                new TokenEvent(text, text, 3), new InsightEmittedEvent(text, text, Importance.High, text, text),
                new JobStatusEvent(JobStatus.Queued, text, text, [text]), new ResultEvent(text, data), new JobErrorEvent(text, text, data),
            ];
            foreach (var payload in payloads)
            {
                var e = EventEncoder.Encode(JobId, new EventId(1, 1), DateTimeOffset.UnixEpoch, payload);
                Assert.Equal(-1, e.Data.Span.IndexOfAnyInRange((byte)0, (byte)0x1f));
                Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(e.Data).RootElement.ValueKind);
                new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(e.Data.Span);
            }

            var token = (TokenEvent)EventEncoder.Decode(EventEncoder.Encode(JobId, new EventId(1, 1), DateTimeOffset.UnixEpoch, payloads[0]))!;
            Assert.Equal(whole, token.Text);
            Assert.Equal(text.Length, token.Text.Length); // offsets are still valid
        }));

    [Fact]
    public void WhiteSpaceInAPipelinesObjectNeverBreaksTheLine()
    {
        using var data = JsonDocument.Parse("{\r\n \"a\":\t[1,\n2],\n\"b\":\"x\\ny\\u0000\"}");
        var e = EventEncoder.Encode(JobId, new EventId(1, 1), DateTimeOffset.UnixEpoch, new ResultEvent("k", data.RootElement));
        Assert.Equal(-1, e.Data.Span.IndexOfAnyInRange((byte)0, (byte)0x1f));
        Assert.True(JsonElement.DeepEquals(data.RootElement, ((ResultEvent)EventEncoder.Decode(e)!).Data));
    }

    /// <summary>Every written event must be readable: an event without a possible snapshot would make the whole log unusable.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(63)]
    [InlineData(64)]
    public void ADeepObjectCanBeReadInEventSnapshotAndReset(int depth)
    {
        using var data = JsonDocument.Parse(new string('[', depth) + new string(']', depth));
        var e = EventEncoder.Encode(JobId, new EventId(1, 1), DateTimeOffset.UnixEpoch, new ResultEvent("k", data.RootElement));
        var without = new SnapshotReducer(JobId);
        without.Apply(e);
        var with = new SnapshotReducer(without.ToSnapshot());
        var over = EventEncoder.Encode(JobId, new EventId(1, 2), DateTimeOffset.UnixEpoch, new ResultEvent("k", JsonSerializer.SerializeToElement(1)));
        with.Apply(over);
        var reset = EventEncoder.Encode(JobId, new EventId(2, 3), DateTimeOffset.UnixEpoch, with.ResetTo(without, "worker_lost", 1));
        with.Apply(reset);
        var snapshot = JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(with.ToSnapshot(), EventJson.Wire.JobSnapshot), EventJson.Wire.JobSnapshot)!;
        Assert.True(JsonElement.DeepEquals(data.RootElement, snapshot.Results[0].Data));
    }

    /// <summary>Such an element can only come from foreign JSON. It is refused, because no reader could read it.</summary>
    [Fact]
    public void ALoneSurrogateInAPipelinesObjectIsRefused()
    {
        using var data = JsonDocument.Parse("""{"a":"x\ud83d"}""");
        Assert.Throws<JsonException>(
            () => EventEncoder.Encode(JobId, new EventId(1, 1), DateTimeOffset.UnixEpoch, new ResultEvent("k", data.RootElement)));
    }

    [Fact]
    public void ATypeThatThisVersionDoesntKnowIsNull() =>
        Assert.Null(EventEncoder.Decode(new JobEvent(new EventId(1, 1), "new", "{}"u8.ToArray())));

    [Theory]
    [InlineData("2-43", true)]
    [InlineData("0-0", true)]
    [InlineData("2147483647-9223372036854775807", true)]
    [InlineData("2147483648-1", false)]
    [InlineData("1-9223372036854775808", false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("-", false)]
    [InlineData("1-", false)]
    [InlineData("-1", false)]
    [InlineData("1--1", false)]
    [InlineData("+1-1", false)]
    [InlineData(" 1-1", false)]
    [InlineData("1-1 ", false)]
    [InlineData("1-1\n", false)]
    [InlineData("1-٣", false)]
    [InlineData("1-1-1", false)]
    [InlineData("0000000000000000000000000000001-1", false)]
    public void AnEventIdIsTwoPlainNumbers(string text, bool valid)
    {
        Assert.Equal(valid, EventId.TryParse(text, out var id));
        Assert.Equal(valid ? text : "0-0", id.ToString());
    }
}
