using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Worker.Embeddings;

public sealed class EmbeddingRegistrationTests
{
    [Fact]
    public async Task TheModelIsLoadedWithItsFirstUse()
    {
        using var host = Host();
        var vectors = host.Services.GetRequiredService<SentenceVectors>();
        Assert.True(vectors.AreThere);
        var model = Assert.IsType<LocalEmbeddings>(host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Empty(await vectors.OfAsync([], "en", CancellationToken.None));
        Assert.False(model.IsLoaded);
        Assert.Single(await vectors.OfAsync(["Cook"], "en", CancellationToken.None));
        Assert.True(model.IsLoaded);
    }

    [Fact]
    public void WithoutAProviderThereAreNoVectors()
    {
        using var host = Host(("Embeddings:Provider", "none"));
        Assert.False(host.Services.GetRequiredService<SentenceVectors>().AreThere);
    }

    [Theory]
    [InlineData("Embeddings:Provider", "openai", "Embeddings:Model is missing")]
    [InlineData("Embeddings:Threads", "0", "1 to 64")]
    [InlineData("Embeddings:BatchSize", "many", "1 to 1024")]
    public void AWrongSettingIsNamed(string key, string value, string message)
    {
        using var host = Host((key, value));
        var error = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<EmbeddingOptions>>().Value);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointGetsBatchesAndItsVectorsGetLengthOne()
    {
        await using var server = await ScriptedModelServer.StartAsync(Answer([3, 4], [0, 2]), Answer([1, 0]));
        using var host = Host(server, ("Embeddings:BatchSize", "2"));
        var found = await host.Services.GetRequiredService<SentenceVectors>().OfAsync(["a", "b", "c"], "fr", CancellationToken.None);
        Assert.Equal([[0.6f, 0.8f], [0, 1], [1, 0]], found);
        Assert.Equal(["a", "b"], server.Requests[0].Body.GetProperty("input").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal("scripted-embedding", server.Requests[0].Body.GetProperty("model").GetString());
        Assert.Equal("Bearer sk-scripted-0123456789", server.Requests[0].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(401, AiErrorCodes.Unauthorized, false)]
    [InlineData(429, AiErrorCodes.RateLimited, true)]
    [InlineData(503, AiErrorCodes.Unavailable, true)]
    [InlineData(0, AiErrorCodes.BadOutput, true)] // one vector for two sentences
    [InlineData(-1, AiErrorCodes.Unavailable, true)] // a proxy's page
    public async Task AFailureOfAnEndpointIsOneOfTheJob(int status, string code, bool retryable)
    {
        await using var server = await ScriptedModelServer.StartAsync(status switch
        {
            0 => Answer([1, 0]),
            -1 => new ModelReply { Raw = ("text/html", "<html>Welcome</html>") },
            _ => ModelReply.Failure(status, "error", null, "sk-scripted-0123456789 is wrong"),
        });
        using var host = Host(server);
        var error = await Assert.ThrowsAsync<PipelineException>(
            () => host.Services.GetRequiredService<SentenceVectors>().OfAsync(["a", "b"], "en", CancellationToken.None));
        Assert.Equal((code, retryable), (error.Code, error.Retryable));
        Assert.DoesNotContain("sk-scripted", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private static ModelReply Answer(params float[][] vectors) => new() { Raw = ("application/json", $$"""
        {"object":"list","model":"scripted-embedding","usage":{"prompt_tokens":2,"total_tokens":2},"data":[{{string.Join(',', vectors.Select((v, i) =>
            $$"""{"object":"embedding","index":{{i}},"embedding":"{{Convert.ToBase64String([.. v.SelectMany(BitConverter.GetBytes)])}}"}"""))}}]}
        """) };

    private static IHost Host(ScriptedModelServer server, params (string Key, string Value)[] settings) => Host(
        [("Embeddings:Provider", "openai"), ("Embeddings:Endpoint", new Uri(server.Address, "v1").ToString()), ("Embeddings:Model", "scripted-embedding"),
            ("Embeddings:ApiKey", "sk-scripted-0123456789"), .. settings]);

    private static IHost Host(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.AddEmbeddings();
        return builder.Build();
    }
}
