using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Jobs;

public sealed class JobTitleTests
{
    private const string Schema = """
        {"properties": {
          "cv": {"type": "string", "x-title": true}, "more": {"type": "string"}, "n": {"type": "integer", "x-title": true},
          "files": {"type": "array", "x-title": true, "items": {"type": "string", "format": "binary"}},
          "jobs": {"type": "array", "x-title": true, "items": {"anyOf": [{"type": "string"}, {"properties": {"name": {"x-title": true}, "text": {}}}]}}}}
        """;

    public static readonly TheoryData<string, string?> Titles = new()
    {
        { """{"cv": "\n\n# Ada Lovelace\nAnalyst", "more": "not this"}""", "Ada Lovelace" },
        { """{"cv": "Ada", "jobs": [{"name": "Dev", "text": "long"}]}""", "Ada · Dev" },
        { """{"cv": "Ada", "jobs": [{"name": "Ada"}]}""", "Ada" },
        { """{"files": ["a.pdf", "b.docx", "c.txt", "d.md"]}""", "a.pdf, b.docx +2" },
        { """{"files": ["a.pdf"]}""", "a.pdf" },
        { """{"jobs": ["Cook\nfor a ship", {"text": "without a name"}, {"name": "Third"}]}""", "Cook +2" },
        { """{"cv": "=====\n--- \n{\"json\": 1}\nAda\tB"}""", "Ada B" },
        { """{"cv": " \n \n"}""", null },
        { """{"cv": null, "n": 5, "more": "x"}""", null },
        { """{"cv": {"an": "object"}, "files": "b.pdf"}""", "b.pdf" },
        { """{}""", null },
    };

    [Theory]
    [MemberData(nameof(Titles))]
    public void TheContentTellsTheTitle(string request, string? title) => Assert.Equal(title, JobTitle.Of(Pipeline(Schema), Request(request)));

    [Fact]
    public void ALongLineIsCutBetweenCharacters()
    {
        string title = JobTitle.Of(Pipeline(Schema), Request($$"""{"cv": "{{string.Concat(Enumerable.Repeat("\U0001F600", 100))}}"}"""))!;
        Assert.InRange(title.Length, 70, 80);
        Assert.EndsWith("\U0001F600…", title, StringComparison.Ordinal);
    }

    [Fact]
    public void AGivenTitleIsTakenOutOfTheRequest()
    {
        var request = Request("""{"title": " Mine ", "cv": "Ada"}""");
        Assert.Equal("Mine", JobTitle.Take(Pipeline(Schema), request));
        Assert.False(request.Members.ContainsKey("title"));
        Assert.Null(JobTitle.Take(Pipeline(Schema), request));
    }

    [Fact]
    public void AnInputOfThisNameIsLeftToThePipeline()
    {
        var request = Request("""{"title": "Mine"}""");
        Assert.Null(JobTitle.Take(Pipeline("""{"properties": {"title": {"type": "string"}}}"""), request));
        Assert.True(request.Members.ContainsKey("title"));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\" \"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("{\"a\":1}")]
    public void AnUnusableTitleIsRefused(string title) =>
        Assert.Equal("title", Assert.Throws<BadFieldException>(() => JobTitle.Take(Pipeline(Schema), Request($$"""{"title": {{title}}}"""))).Field);

    private static PipelineDescriptor Pipeline(string schema) => new("test", "", [], JsonSerializer.Deserialize<JsonElement>(schema));

    private static JobRequest Request(string json) => new((JsonObject)JsonNode.Parse(json)!, []);
}
