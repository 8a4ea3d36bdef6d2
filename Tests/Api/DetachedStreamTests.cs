using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Api;

/// <summary>A stream over HTTP/1.1 takes its connection over from Kestrel and gives it back: only the memory of the server shows the difference.</summary>
public sealed class DetachedStreamTests
{
    private const string Next = "GET /api/pipelines HTTP/1.1\r\nHost: localhost\r\n";

    [Fact]
    public async Task AStreamOutlivesItsRequest()
    {
        var requests = new RequestCounter();
        await using var system = await EmbeddedSystem.StartAsync(services => services.AddSingleton<IStartupFilter>(requests));
        var job = await StartAsync(system);
        using var one = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job.Id}/stream"));
        using var many = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, $"/api/streams?job={job.Id}"));
        await requests.EndedAsync();

        await EndAsync(system, job);
        WholeLog.Check(await one.EventsAsync());
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), (await many.EventsAsync()).Select(f => f.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStreamThatAnswersAPostOutlivesItsRequest(bool form)
    {
        var requests = new RequestCounter();
        await using var system = await EmbeddedSystem.StartAsync(services => services.AddSingleton<IStartupFilter>(requests));
        var schema = JsonSerializer.Deserialize<JsonElement>("""{ "properties": { "files": { "type": "array", "items": { "type": "string", "format": "binary" } } } }""");
        foreach (string pipeline in new[] { "cv-parse", "cv-matching" })
        {
            await system.Nodes.RegisterAsync(new PipelineDescriptor(pipeline, "", [], schema), default);
        }

        using var file = new MultipartFormDataContent { { new StringContent("Ann Lee"), "files", "ann.txt" } };
        using var offer = JsonContent.Create(new { offer = "x" });
        using var stream = await SseStream.OpenAsync(
            system.Http, new HttpRequestMessage(HttpMethod.Post, form ? "/cvs/parse/stream" : "/matching/run/stream") { Content = form ? file : offer });
        await requests.EndedAsync();
    }

    [Theory]
    [InlineData("")] // the stream takes the connection over
    [InlineData("Content-Length: 7\r\n\r\nhello")] // the stream doesn't: HTTP must read this body before the next request
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")]
    public async Task TheNextRequestIsServedWhenItComesAfterTheStreamOrTogetherWithIt(string headersAndBody)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        var url = new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream");
        using var before = await RawStream.SendAsync(url, headersAndBody);
        using var after = await RawStream.SendAsync(url, $"{headersAndBody}\r\n{Next}Connection: close\r\n");
        var readings = Task.WhenAll(before.ReadToEndAsync(), after.ReadToEndAsync());
        await before.WaitForAsync("retry:");
        await before.WriteAsync($"{Next}\r\n");
        await after.WaitForAsync("retry:");
        await EndAsync(system, job);
        await before.WaitForAsync("\r\n0\r\n\r\nHTTP/1.1 200 OK");
        await before.WriteAsync($"{Next}Connection: close\r\n\r\n");
        await readings.WaitAsync(TimeSpan.FromSeconds(30));
        await after.WaitForAsync("\r\n0\r\n\r\nHTTP/1.1 200 OK");
    }

    [Fact]
    public async Task ConnectionCloseInTheRequestClosesTheConnectionAfterTheStream()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        using var stream = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream"), "Connection: close\r\n");
        var reading = stream.ReadToEndAsync();
        await stream.WaitForAsync("retry:");
        await EndAsync(system, job);
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        var (body, endedCleanly) = stream.Response();
        Assert.True(endedCleanly);
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), RawStream.Events(body).Select(e => e.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AConnectionThatNeverFinishesItsRequestIsClosedBeforeAndAfterAStream(bool afterAStream)
    {
        await using var system = await EmbeddedSystem.StartAsync(
            services => services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)));
        var job = await StartAsync(system);
        await EndAsync(system, job);
        const string Unfinished = "GET / HTTP/1.1\r\nHost: localhost\r\nA: b"; // the empty line after it ends only the header line
        using var stream = await RawStream.SendAsync(
            new Uri(system.Http.BaseAddress!, afterAStream ? $"/api/jobs/{job.Id}/stream" : "/api/pipelines"), $"\r\n{Unfinished}");
        await stream.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await stream.WaitForAsync("HTTP/1.1 408");
    }

    private static async Task<TestJob> StartAsync(EmbeddedSystem system)
    {
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return job;
    }

    private static async Task EndAsync(EmbeddedSystem system, TestJob job)
    {
        await AppendAsync(system, job, job.Next([new TokenEvent("t", "x", 0)]));
        await AppendAsync(system, job, job.Done());
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    /// <summary>Counts the running requests.</summary>
    private sealed class RequestCounter : IStartupFilter
    {
        private int _running;

        /// <summary>Waits until no request runs.</summary>
        public async Task EndedAsync()
        {
            var deadline = Stopwatch.StartNew();
            while (Volatile.Read(ref _running) > 0)
            {
                Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(30), "a request still runs");
                await Task.Delay(10);
            }
        }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (_, request) =>
            {
                Interlocked.Increment(ref _running);
                await request();
                Interlocked.Decrement(ref _running);
            });
            next(app);
        };
    }
}
