using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Two Apis over one Redis, without workers: the tests write the logs.</summary>
public sealed class TwoApis : IAsyncLifetime
{
    private int _calls;

    public RedisServer Redis { get; private set; } = null!;

    internal List<EmbeddedSystem> Apis { get; } = [];

    public async Task InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            Apis.Add(await EmbeddedSystem.StartAsync(("ConnectionStrings:redis", $"127.0.0.1:{Redis.Port}"), ("Api:Heartbeat", "00:00:00.200")));
        }

        var schema = JsonSerializer.Deserialize<JsonElement>("""{ "properties": { "pdf_file": { "type": "string", "format": "binary" }, "files": { "type": "array", "items": { "type": "string", "format": "binary" } } } }""");
        foreach (string name in (string[])["match-jobs", "cv-parse", "cv-matching", "optimization", "resume-parsing", "agent-workflow"])
        {
            await Apis[0].Nodes.RegisterAsync(new PipelineDescriptor(name, name, ["one"], schema), default);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var api in Apis)
        {
            await api.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }

    /// <summary>A client of another Api than the call before.</summary>
    internal HttpClient Next() => Apis[_calls++ % Apis.Count].Http;
}
