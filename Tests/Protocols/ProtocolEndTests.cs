using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Clients take a clean end for the end of the job: an Api that stops breaks their streams off.</summary>
public sealed class ProtocolEndTests
{
    [Fact]
    public async Task AStoppingApiBreaksOffStreamsWhoseEndTheirClientsTakeForTheJobs()
    {
        await using var system = await StartAsync();
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        var streams = new List<(string Name, HttpResponseMessage Response)>();
        foreach (string url in (string[])[$"/ag-ui/runs/{job.Id}", $"/ui/test/{job.Id}/stream?startIndex=0", $"/v1/responses/resp_{job.Id:N}?stream=true", $"/streams/{job.Id}?offset=-1&live=sse"])
        {
            streams.Add((url, await system.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)));
        }

        var call = new JsonObject { ["name"] = "p", ["arguments"] = new JsonObject() };
        streams.Add(("/mcp", await system.Http.SendAsync(McpWire.Modern("tools/call", call, tasks: false), HttpCompletionOption.ResponseHeadersRead)));
        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode));
        var ends = streams.ConvertAll(stream => EndsCleanlyAsync(stream.Response));
        await system.StopAsync();

        // The client of Durable Streams comes back after an end without streamClosed, and fails when the connection breaks off.
        var clean = streams.Zip(await Task.WhenAll(ends)).Where(pair => pair.Second).Select(pair => pair.First.Name);
        Assert.StartsWith("/streams/", Assert.Single(clean), StringComparison.Ordinal);
        streams.ForEach(stream => stream.Response.Dispose());
    }

    [Fact]
    public async Task AStoppingApiTellsAClientOfResponsesNotToAskAgain()
    {
        await using var system = await StartAsync();
        var waiting = system.Http.PostAsync("/v1/responses", new StringContent("""{"model":"p"}""", Encoding.UTF8, "application/json"));
        await Logs.EventuallyAsync(async () => (await system.Store.ListAsync(null, 10, default)).Jobs.Count == 1, "the request has no job");
        await system.StopAsync();
        using var refused = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("false", refused.Headers.GetValues("x-should-retry").Single()); // it would create another response
    }

    private static async Task<EmbeddedSystem> StartAsync()
    {
        var system = await EmbeddedSystem.StartAsync(("Api:Heartbeat", "00:00:00.100"));
        await system.Nodes.RegisterAsync(new PipelineDescriptor("p", "P", ["one"], JsonElement.Parse("""{"type":"object"}""")), default);
        return system;
    }

    private static async Task<bool> EndsCleanlyAsync(HttpResponseMessage response)
    {
        try
        {
            await response.Content.ReadAsByteArrayAsync();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
