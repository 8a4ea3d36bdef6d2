using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Limits;

/// <summary>Limits of callers over HTTP, at two Apis that share a Redis.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class CallerLimitsTests(SharedRedis redis) : IAsyncDisposable
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}:";
    private readonly List<EmbeddedSystem> _apis = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var api in _apis)
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task StartsAMinuteAreCountedOverAllApisAndForEachAddress()
    {
        await StartApisAsync(("Limits:StartsPerMinute", "4"));
        for (int i = 0; i < 4; i++)
        {
            using var accepted = await StartAsync(_apis[i % 2].Http);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }

        foreach (var api in _apis)
        {
            using var refused = await StartAsync(api.Http);
            await IsRefusedAsync(refused, "Limits:StartsPerMinute");
            using var read = await api.Http.GetAsync(new Uri("/api/jobs", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        using var elsewhere = ClientAt("127.0.0.2", _apis[0].Http.BaseAddress!);
        using var other = await StartAsync(elsewhere);
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
    }

    /// <summary>The first GET of this stream starts its job. An error would end a browser's EventSource for good.</summary>
    [Theory]
    [InlineData("Limits:StartsPerMinute")]
    [InlineData("Limits:ActiveJobs")]
    public async Task AStreamThatWouldStartAJobOverTheLimitIsToldToComeBack(string limit)
    {
        await StartApisAsync((limit, "1"));
        var document = new TestJob(pipeline: "resume-parsing");
        await _apis[0].Store.CreateAsync(document.New(DateTimeOffset.UtcNow), default);
        using var accepted = await StartAsync(_apis[0].Http);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        using var stream = await _apis[1].Http.GetAsync(new Uri($"/optimization/stream/{document.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Matches("^retry: [0-9]{4,5}\n\n$", await stream.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ActiveJobsAreCountedOverAllApisUntilTheyEnd()
    {
        await StartApisAsync(("Limits:ActiveJobs", "2"));
        using var first = await StartAsync(_apis[0].Http, "one");
        using var second = await StartAsync(_apis[1].Http);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        using var third = await StartAsync(_apis[0].Http);
        await IsRefusedAsync(third, "Limits:ActiveJobs");
        using var again = await StartAsync(_apis[1].Http, "one"); // a repeat of the first start is no further job
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);

        using var job = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        using var canceled = await _apis[0].Http.PostAsync(new Uri($"/api/jobs/{job.RootElement.GetProperty("job_id").GetString()}/cancel", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Accepted, canceled.StatusCode);
        using var next = await StartAsync(_apis[1].Http);
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // sent in chunks, without a length
    public async Task UploadedBytesAreCountedOverAllApis(bool withLength)
    {
        await StartApisAsync(("Limits:UploadBytesPerMinute", "10000"));
        using var first = await StartAsync(_apis[0].Http, bytes: 6_000, withLength: withLength);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        using var second = await StartAsync(_apis[1].Http, bytes: 6_000, withLength: withLength);
        await IsRefusedAsync(second, "Limits:UploadBytesPerMinute");
        using var small = await StartAsync(_apis[1].Http, bytes: 1_000, withLength: withLength);
        Assert.Equal(HttpStatusCode.Accepted, small.StatusCode);
    }

    [Fact]
    public async Task StreamsOverTheLimitOfACallerAreToldToComeBackAndOthersAreServed()
    {
        await StartApisAsync(("Limits:OpenStreams", "2"));
        var job = new TestJob();
        await _apis[0].Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        string path = $"/api/jobs/{job.Id}/stream";
        var one = await OpenAsync(_apis[0].Http, path);
        using var two = await OpenAsync(_apis[0].Http, path);
        Assert.Equal(2, (await one.EventsAsync(_ => true)).Concat(await two.EventsAsync(_ => true)).Count());

        using var third = await _apis[0].Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Matches("^retry: [0-9]{5}\n\n$", await third.Content.ReadAsStringAsync());

        using var elsewhere = ClientAt("127.0.0.2", _apis[0].Http.BaseAddress!);
        using var other = await OpenAsync(elsewhere, path);
        Assert.Single(await other.EventsAsync(_ => true));
        using var operators = await OpenAsync(_apis[0].Http, "/api/ops/stream");
        await operators.NextAsync(); // retry:
        Assert.Equal("ops_state", (await operators.NextAsync())!.Name);

        one.Dispose();
        await Logs.EventuallyAsync(
            async () =>
            {
                using var next = await OpenAsync(_apis[0].Http, path);
                await next.NextAsync(); // retry:
                return (await next.NextAsync())?.Id == "0-1";
            },
            "the place of a stream that ended is not given away");
    }

    private static Task<SseStream> OpenAsync(HttpClient api, string path) => SseStream.OpenAsync(api, new HttpRequestMessage(HttpMethod.Get, path));

    private async Task StartApisAsync(params (string Key, string Value)[] settings)
    {
        for (int i = 0; i < 2; i++)
        {
            _apis.Add(await EmbeddedSystem.StartAsync(
                [("ConnectionStrings:redis", redis.Connection.Configuration), ("Streaming:KeyPrefix", _prefix), ("Api:Heartbeat", "00:00:00.200"), .. settings]));
        }

        foreach (string name in (string[])["any", "optimization", "resume-parsing"])
        {
            await _apis[0].Nodes.RegisterAsync(new PipelineDescriptor(name, name, ["one"], JsonDocument.Parse("{}").RootElement), default);
        }
    }

    private static async Task<HttpResponseMessage> StartAsync(HttpClient api, string? key = null, int bytes = 20, bool withLength = true)
    {
        byte[] body = Encoding.ASCII.GetBytes($"{{\"a\":\"{new string('x', bytes - 8)}\"}}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/any")
        {
            Content = withLength ? new ByteArrayContent(body) : new StreamContent(new MemoryStream(body)),
            Headers = { TransferEncodingChunked = withLength ? null : true },
        };
        request.Content.Headers.ContentType = new("application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await api.SendAsync(request);
    }

    private static async Task IsRefusedAsync(HttpResponseMessage response, string limit)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Contains(limit, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(problem.RootElement.GetProperty("errors").GetProperty("caller")[0].GetString()!);
    }

    /// <summary>A client with another address of this machine.</summary>
    private static HttpClient ClientAt(string address, Uri server) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = server };
}
