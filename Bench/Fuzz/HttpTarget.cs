using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damaged requests to every kind of endpoint over a real socket. Each gets an answer that is no server error, or a closed connection.</summary>
internal sealed class HttpTarget(FuzzApi api) : IFuzzTarget
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(20);

    private const string Id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    private static readonly byte[][] Requests = [.. new[]
    {
        Get("/"), Get("/jobs/" + Id), Get("/ops"), Get("/health"), Get("/openapi/v1.json"), Get("/sdk/job-stream.js"), Get("/favicon.ico"),
        Get("/api/pipelines"), Get("/api/jobs?limit=10&cursor=1700000000000_" + Id), Get($"/api/jobs/{Id}"), Get($"/api/jobs/{Id}/snapshot?at=2-43"),
        Get($"/api/jobs/{Id}/events?after=1-2&limit=10&wait=0"), Get($"/api/jobs/{Id}/stream?last_event_id=1-2&types=result,done&dialect=cvs&from=snapshot"),
        Get($"/api/jobs/{Id}/stream", "Last-Event-ID: 2-43\r\nAccept: text/event-stream\r\n"), Get($"/api/streams?job={Id}:1-12&job={Id.Replace('3', '4')}"),
        Get($"/timeline/history/{Id}"), Get("/projects/p1/backlog?skip=0&limit=7"), Get($"/resumes/{Id}"), Get($"/job-postings/{Id}"),
        Get($"/optimization/stream/{Id}?job={Id}"), Get($"/cover-letter/stream/{Id}"), Get("/api/ops/state"), Get("/api/ops/streams?node=n&after=1&limit=5"),
        Get("/api/ops/jobs?status=active&limit=5"), Get("/api/ops/nodes?after=x&limit=5"),
        Post($"/api/jobs/{Id}/cancel", ""), Post($"/api/jobs/{Id}/retry", ""), Post($"/api/ops/jobs/{Id}/requeue", ""), Post("/api/ops/nodes/n/drain", ""),
        Post("/api/pipeline/start", """{"resume_text":"John Doe","job_text":"Cook"}"""),
        Post("/api/jobs/job-analysis", """{"job_text":"Cook","job_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3302"}"""),
        Post("/resumes", """{"text":"John Doe"}"""), Post("/job-postings", """{"url":"https://example.com/jobs/1"}"""),
        Post("/api/match-jobs/stream", """{"user_id":7,"jobs":[]}"""), Post("/matching/run/stream", """{"offer":"x"}"""),
        Post("/execute", """{"project_id":"p","query":""}"""),
        $"OPTIONS /api/jobs HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.com\r\nAccess-Control-Request-Method: POST\r\n\r\n",
        $"DELETE /api/jobs/{Id} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /cvs/parse/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n--b--\r\n0\r\n\r\n",
    }.Select(text => Encoding.UTF8.GetBytes(text))];

    private readonly byte[] _answer = new byte[64 * 1024];

    public string Name => "http";

    public async Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        byte[] request = input.Mutate(Requests[input.Random.Next(Requests.Length)]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerTime);
        using var client = new TcpClient { LingerState = new LingerOption(true, 0) }; // no connection stays behind
        int length = 0;
        try
        {
            await client.ConnectAsync(api.Address.Host, api.Address.Port, patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(request, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            length = await stream.ReadAtLeastAsync(_answer, "HTTP/1.1 200".Length, throwOnEndOfStream: false, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Kestrel resets a connection whose bytes are not HTTP.
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer to {Encoding.Latin1.GetString(request)}", late);
        }

        string status = Encoding.Latin1.GetString(_answer, 0, Math.Min(length, "HTTP/1.1 200".Length));
        if (status.EndsWith(" 500", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{Encoding.Latin1.GetString(_answer, 0, length)} after {Encoding.Latin1.GetString(request)}");
        }

        try
        {
            api.ThrowErrors();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{e.Message} after {Encoding.Latin1.GetString(request)}", e);
        }
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    private static string Get(string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n";

    private static string Post(string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
