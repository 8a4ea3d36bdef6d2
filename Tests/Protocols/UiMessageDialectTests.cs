using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols;
using AspireStreaming.Edge.Protocols.AiSdk;
using AspireStreaming.Tests.Api;

namespace AspireStreaming.Tests.Protocols;

public sealed class UiMessageDialectTests
{
    public static TheoryData<string> Vectors => [.. ProtocolGolden.Vectors];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogIsTheGoldenFile(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        string text = ProtocolGolden.Text(new UiMessageDialect(jobId), events);
        Assert.Equal(text, ProtocolGolden.Text(new UiMessageDialect(jobId), events));
        ProtocolGolden.Check($"ai-sdk/{vector}", text);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ALogGoesOnBehindEachOfItsFrames(string vector)
    {
        var (jobId, events) = ProtocolGolden.Read(vector);
        var all = SeedFrame.ParseAll(ProtocolGolden.Text(new UiMessageDialect(jobId), events));
        Assert.Equal("[DONE]", all[^1].Data);
        for (int i = 0; i < all.Count - 2; i++)
        {
            Assert.True(FrameCursor.TryParse(all[i].Id!, out var cursor));
            var place = (UiMessageDialect)new UiMessageDialect(jobId).ForLog();
            string rest = ProtocolGolden.Text(output =>
            {
                foreach (var e in events)
                {
                    bool given = e.Id.Seq < cursor.Event.Seq || (e.Id == cursor.Event && cursor.Part == 0);
                    place.Write(e, output, given ? int.MaxValue : e.Id == cursor.Event ? cursor.Part : 0);
                }
            });
            Assert.Equal(all.Skip(i + 1).Select(frame => frame.Data), SeedFrame.ParseAll(rest).Select(frame => frame.Data));
        }
    }

    [Fact]
    public void ARunIsNamedByWhatIsAsked()
    {
        const string Message = """{"id":"u1","role":"user","parts":[{"type":"text","text":"Hello"}]}""";
        string first = Name($$"""{"id":"c","messages":[{{Message}}],"trigger":"submit-message","project_id":"p"}""")!;
        Assert.Equal(first, Name($$"""{"messages":[{{Message}}],"id":"c","project_id":"p"}"""));
        string?[] others =
        [
            Name($$"""{"id":"d","messages":[{{Message}}],"project_id":"p"}"""),
            Name($$"""{"id":"c","messages":[{{Message}}],"project_id":"q"}"""),
            Name($$"""{"id":"c","messages":[{{Message.Replace("Hello", "Hi", StringComparison.Ordinal)}}],"project_id":"p"}"""),
            Name($$"""{"id":"c","messages":[{{Message}}],"trigger":"regenerate-message","messageId":"a1","project_id":"p"}"""),
            Name($$"""{"id":"c","messages":[{{Message}}],"trigger":"regenerate-message","messageId":"a2","project_id":"p"}"""),
            null,
        ];
        Assert.Equal(others.Length, others.Append(first).Distinct().Count() - 1);
        Assert.Null(Name($$"""{"id":"c","messages":[{{Message}}],"trigger":"regenerate-message"}"""));
        Assert.Null(Name($$"""{"messages":[{{Message}}]}"""));
        Assert.Null(Name("""{"id":"c","messages":[]}"""));
    }

    private static string? Name(string request) => ChatRun.Read(JsonNode.Parse(request)!.AsObject()).RunId;
}
