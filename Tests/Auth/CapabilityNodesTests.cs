using System.Net;
using System.Net.Http.Headers;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Auth;

/// <summary>Two Apis over Redis: a capability of one is valid at the other, and a revocation ends the streams of both.</summary>
public sealed class CapabilityNodesTests : ApiProcesses
{
    protected override int Replicas => 2;

    protected override IReadOnlyDictionary<string, string> Settings => AuthSystem.Keys
        .Append(KeyValuePair.Create<string, string?>("Auth:CapabilityLifetime", "00:00:08"))
        .Where(setting => setting.Value is not null)
        .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);

    [Fact]
    public async Task ARevocationEndsTheStreamsOfAllNodesAndARenewalReachesTheNodeOfTheStream()
    {
        var job = new TestJob();
        Assert.True(await Store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow, owner: new JobOwner("acme", "ann")), default));
        var ann = Apis.Select(api => api.Http).ToList();
        ann.ForEach(http => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AuthSystem.KeyOf("ann")));
        string url = (await ann[0].CallAsync("GET", $"/api/jobs/{job.Id}")).Body.GetProperty("stream_url").GetString()!;

        using var first = new HttpClient { BaseAddress = ann[0].BaseAddress };
        using var second = new HttpClient { BaseAddress = ann[1].BaseAddress };
        var streams = new List<SseStream>();
        foreach (var client in new[] { first, second, second })
        {
            streams.Add(await SseStream.OpenAsync(client, new HttpRequestMessage(HttpMethod.Get, url)));
        }

        // The renewal is sent to the other node than that of the stream.
        foreach (var (stream, i) in streams.Select((stream, i) => (stream, i)))
        {
            string renew = (await NextAsync(stream, "access_expiring"))!.Json.GetProperty("renew_url").GetString()!;
            var (status, body) = await ann[i == 0 ? 1 : 0].CallAsync("POST", renew);
            Assert.True(status == HttpStatusCode.OK && body.GetProperty("renewed").GetBoolean(), $"{status} {body}");
        }

        var (revoked, answer) = await ann[0].CallAsync("DELETE", $"/api/jobs/{job.Id}/capability");
        Assert.True(revoked == HttpStatusCode.OK && answer.GetProperty("streams").GetInt32() == 3, $"{revoked} {answer}");
        foreach (var stream in streams)
        {
            Assert.Equal("revoked", (await NextAsync(stream, "access_ended"))!.Json.GetProperty("reason").GetString());
            Assert.Null(await NextAsync(stream, ""));
            stream.Dispose();
        }

        Assert.Equal(HttpStatusCode.NotFound, (await second.CallAsync("GET", url)).Status);
    }

    /// <returns>Null at the end of the stream.</returns>
    private static async Task<SseFrame?> NextAsync(SseStream stream, string name)
    {
        while (await stream.NextAsync() is { } frame)
        {
            if (frame.Name == name)
            {
                return frame;
            }
        }

        return null;
    }
}
