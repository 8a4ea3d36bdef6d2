using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Jobs;

public sealed class JobLanguageTests
{
    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("fr-CH, fr;q=0.9, en;q=0.8", "fr")]
    [InlineData("en;q=0.5, FR;q=0.7", "fr")]
    [InlineData("fr;q=0, en", "en")]
    [InlineData("*", null)]
    [InlineData("", null)]
    [InlineData("<script>", null)]
    public void TheLanguageWithTheHighestWeightIsTaken(string header, string? language) => Assert.Equal(language, JobLanguage.Preferred([header]));

    [Fact]
    public void TheMemberIsTakenOutUnlessItIsAnInput()
    {
        var request = new JobRequest((JsonObject)JsonNode.Parse("""{"language": "fr-FR"}""")!, []);
        Assert.Equal("fr", JobLanguage.Take(Pipeline("""{"properties": {"language": {"enum": ["en", "fr"]}}}"""), request));
        Assert.True(request.Members.ContainsKey("language"));
        Assert.Equal("fr", JobLanguage.Take(Pipeline("{}"), request));
        Assert.False(request.Members.ContainsKey("language"));
        Assert.Null(JobLanguage.Take(Pipeline("{}"), request));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"french please\"")]
    public void AnUnusableLanguageIsRefused(string language) => Assert.Equal("language", Assert.Throws<BadFieldException>(
        () => JobLanguage.Take(Pipeline("{}"), new JobRequest((JsonObject)JsonNode.Parse($$"""{"language": {{language}}}""")!, []))).Field);

    private static PipelineDescriptor Pipeline(string schema) => new("test", "", [], JsonSerializer.Deserialize<JsonElement>(schema));
}
