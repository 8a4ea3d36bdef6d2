using System.Net;
using System.Text;
using System.Text.Json;
using AspireStreaming.Client;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Client;

/// <summary>Requests whose answers get lost: only requests that are safe to repeat are repeated.</summary>
public sealed class JobRequestTests : IDisposable
{
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly string Started = $$"""{"job_id":"{{Id}}","stream_url":"/s","snapshot_url":"/p"}""";

    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AStartWhoseAnswerIsLostIsRepeatedWithItsKeyAtTheNextServer()
    {
        await using var second = new ScriptedTcpServer(e => e.AnswerAsync("502 Bad Gateway"), e => e.AnswerAsync("202 Accepted", Started));
        await using var first = new ScriptedTcpServer(LoseAsync, LoseAsync);
        var client = Client(first.Address, second.Address);
        Assert.Equal(Id, (await client.StartAsync("p q", new { ResumeText = "é", Absent = (string?)null })).JobId);

        TcpExchange[] all = [.. first.Exchanges, .. second.Exchanges];
        Assert.Equal(4, all.Length);
        Assert.All(all, e => Assert.StartsWith("POST /api/jobs/p%20q ", e.Head, StringComparison.Ordinal));
        Assert.All(all, e => Assert.Equal("{\"resume_text\":\"é\"}", JsonSerializer.Deserialize<JsonElement>(e.Body).GetRawText().Replace("\\u00E9", "é", StringComparison.Ordinal)));
        Assert.Single(all.Select(e => e.Header("Idempotency-Key")).Distinct());
        Assert.NotNull(all[0].Header("Idempotency-Key"));
    }

    [Fact]
    public async Task EachStartIsAnotherJobUnlessItsKeyIsGiven()
    {
        await using var server = new ScriptedTcpServer([.. Enumerable.Repeat<Func<TcpExchange, Task>>(e => e.AnswerAsync("202 Accepted", Started), 3)]);
        var client = Client(server.Address);
        await client.StartAsync("p", new { });
        await client.StartAsync("p", new { });
        await client.StartAsync("p", new { }, idempotencyKey: "mine");
        var keys = server.Exchanges.Select(e => e.Header("Idempotency-Key")).ToList();
        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal("mine", keys[2]);
    }

    [Fact]
    public async Task ARepeatedStartSendsWholeFilesAgain()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "from disk");
            await using var server = new ScriptedTcpServer(LoseAsync, e => e.AnswerAsync("202 Accepted", Started));
            var form = new JobForm()
                .Add("job_text", "Développeur")
                .AddFile("cv", "cv.txt", "in memory"u8.ToArray(), "text/plain")
                .AddFile("cv", path);
            await Client(server.Address).StartAsync("p", form);
            Assert.Equal(2, server.Exchanges.Count);
            foreach (string body in server.Exchanges.Select(e => Encoding.UTF8.GetString(e.Body)))
            {
                Assert.Contains("Développeur", body, StringComparison.Ordinal);
                Assert.Contains("filename=cv.txt", body, StringComparison.Ordinal);
                Assert.Contains("in memory", body, StringComparison.Ordinal);
                Assert.Contains($"filename={Path.GetFileName(path)}", body, StringComparison.Ordinal);
                Assert.Contains("from disk", body, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task AMissingFileIsAnErrorBeforeAnyRequest()
    {
        await using var server = new ScriptedTcpServer();
        await Assert.ThrowsAsync<FileNotFoundException>(() => Client(server.Address).StartAsync("p", new JobForm().AddFile("cv", "/nowhere/cv.pdf".Replace("/nowhere", Path.GetTempPath(), StringComparison.Ordinal))));
        Assert.Empty(server.Exchanges);
    }

    [Fact]
    public async Task ARefusalNamesTheField()
    {
        await using var server = new ScriptedTcpServer(e => e.AnswerAsync(
            "400 Bad Request", """{"title":"No.","detail":"job_text: is required.","errors":{"job_text":["is required"]}}""", "application/problem+json"));
        var error = await Assert.ThrowsAsync<JobApiException>(() => Client(server.Address).StartAsync("p", new { }));
        Assert.Equal((HttpStatusCode.BadRequest, "job_text", "job_text: is required."), (error.StatusCode, error.Field, error.Message));
        Assert.Equal(["is required"], error.Errors["job_text"]);
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task AnAnswerThatNoJobServerGivesIsAnError()
    {
        await using var server = new ScriptedTcpServer(
            e => e.AnswerAsync("200 OK", "<html>Please log in</html>", "text/html"),
            e => e.AnswerAsync("403 Forbidden", "<html>" + new string('x', 1 << 20), "text/html"));
        var client = Client(server.Address);
        Assert.Equal(HttpStatusCode.OK, (await Assert.ThrowsAsync<JobApiException>(() => client.SnapshotAsync(Id))).StatusCode);
        var refused = await Assert.ThrowsAsync<JobApiException>(() => client.SnapshotAsync(Id));
        Assert.Equal((HttpStatusCode.Forbidden, "HTTP 403 Forbidden"), (refused.StatusCode, refused.Message));
    }

    [Fact]
    public async Task ARetryThatWasSentIsNotRepeated()
    {
        await using var server = new ScriptedTcpServer(LoseAsync);
        var error = await Assert.ThrowsAsync<JobApiException>(() => Client(server.Address).RetryAsync(Id));
        Assert.Null(error.StatusCode);
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task ARetryThatCouldNotBeSentGoesToTheNextServer()
    {
        var gone = new ScriptedTcpServer();
        await gone.DisposeAsync();
        await using var server = new ScriptedTcpServer(e => e.AnswerAsync("202 Accepted", Started));
        Assert.Equal(Id, (await Client(gone.Address, server.Address).RetryAsync(Id)).JobId);
    }

    [Fact]
    public async Task ARepeatedDeletionThatFindsNoJobSucceeds()
    {
        await using var server = new ScriptedTcpServer(LoseAsync, e => e.AnswerAsync("404 Not Found"), e => e.AnswerAsync("404 Not Found"));
        await Client(server.Address).DeleteAsync(Id);
        var error = await Assert.ThrowsAsync<JobApiException>(() => Client(server.Address).DeleteAsync(Id));
        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task ARequestFailsAfterItsTriesWhenNoServerAnswers()
    {
        var gone = new ScriptedTcpServer();
        await gone.DisposeAsync();
        var error = await Assert.ThrowsAsync<JobApiException>(() => Client(gone.Address).CancelAsync(Id));
        Assert.True(error.IsTransient);
        Assert.Contains(gone.Address.Authority, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientFromTheHttpClientFactoryWorks()
    {
        await using var server = new ScriptedTcpServer(e => e.AnswerAsync("202 Accepted", $$"""{"job_id":"{{Id}}","status":"cancel_requested"}"""));
        var services = new ServiceCollection();
        services.AddHttpClient<JobStreamClient>(http => http.BaseAddress = new Uri(server.Address, "/under/a/path"));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(CancelResult.Requested, await provider.GetRequiredService<JobStreamClient>().CancelAsync(Id));
        Assert.StartsWith($"POST /under/a/path/api/jobs/{Id}/cancel ", server.Exchanges.Single().Head, StringComparison.Ordinal);
    }

    [Fact]
    public void AClientWithoutAServerIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new JobStreamClient(_http));
        Assert.Throws<ArgumentException>(() => Client(new Uri("ftp://example.org")));
        Assert.Throws<ArgumentException>(() => Client(new Uri("/relative", UriKind.Relative)));
    }

    private static Task LoseAsync(TcpExchange e) => e.WriteAsync("HTTP/1.1 202 Acc");

    private JobStreamClient Client(params Uri[] servers) => new(
        _http,
        new JobStreamClientOptions { BaseAddresses = servers, MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(5) });
}
