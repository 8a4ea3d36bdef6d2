using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AspireStreaming.Tests.Protocols;

/// <summary>
/// The writing half of Durable Streams for a conformance suite: <c>PUT</c> and <c>POST /v1/stream/{name}</c> write a log of a job. Reads go to the
/// product. A job's first event is not the suite's, so its streams begin after that. A text is a JSON text in the log.
/// </summary>
internal sealed class WrittenStreams(IJobStore store, IJobLog log) : IStartupFilter
{
    private const string Json = "application/json";

    private readonly Dictionary<string, Written> _streams = [];
    private readonly SemaphoreSlim _turn = new(1);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, pass) => http.Request.Path.StartsWithSegments("/v1/stream", out var name) ? HandleAsync(http, name, pass) : pass(http));
        next(app);
    };

    private async Task HandleAsync(HttpContext http, string name, RequestDelegate pass)
    {
        if (http.Request.Method is not ("PUT" or "POST"))
        {
            await ReadAsync(http, _streams.GetValueOrDefault(name), pass);
            return;
        }

        await _turn.WaitAsync();
        try
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (!_streams.TryGetValue(name, out var stream))
            {
                if (http.Request.Method == "POST")
                {
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }

                _streams[name] = stream = await CreateAsync(http.Request.ContentType ?? "application/octet-stream");
                http.Response.StatusCode = StatusCodes.Status201Created;
            }
            else
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
            }

            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            await AppendAsync(stream, body.ToArray(), http.Request.Headers[DurableStreamsEndpoint.ClosedHeader] == "true");
            http.Response.Headers[DurableStreamsEndpoint.NextOffsetHeader] = StreamOffset.TextOf(stream.Job.Last);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Written> CreateAsync(string contentType)
    {
        var job = new TestJob();
        Assert.True(await store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        job.Attempt = (await store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return new Written(job, contentType, job.Last);
    }

    private async Task AppendAsync(Written stream, byte[] body, bool closes)
    {
        List<byte[]> messages = [];
        if (body.Length > 0 && !stream.IsJson)
        {
            messages.Add(JsonSerializer.SerializeToUtf8Bytes(Encoding.Latin1.GetString(body)));
        }
        else if (body.Length > 0)
        {
            var json = JsonSerializer.Deserialize<JsonElement>(body);
            messages.AddRange(json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(Bytes) : [Bytes(json)]);
        }

        if (closes && messages.Count == 0)
        {
            messages.Add("\"\""u8.ToArray()); // a log ends with an event: for a text it adds nothing
        }

        if (messages.Count == 0)
        {
            return;
        }

        var job = stream.Job;
        byte[] digest = job.Digest;
        var events = new List<JobEvent>();
        foreach (byte[] data in messages)
        {
            bool isLast = closes && events.Count + 1 == messages.Count;
            events.Add(new JobEvent(new EventId(job.Attempt, job.Seq + events.Count + 1), isLast ? EventTypes.Done : EventTypes.Result, data));
            digest = LogDigest.Next(digest, data);
        }

        var append = new JobAppend(job.Id, job.Attempt, job.Seq, events, digest, [], closes ? JobStatus.Completed : null);
        Assert.Equal(AppendOutcome.Appended, (await log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    private static byte[] Bytes(JsonElement message) => Encoding.UTF8.GetBytes(message.GetRawText());

    private static async Task ReadAsync(HttpContext http, Written? stream, RequestDelegate pass)
    {
        http.Request.Path = $"/streams/{stream?.Job.Id ?? Guid.NewGuid()}";
        var offset = http.Request.Query["offset"];
        if (stream is not null && (offset == "-1" || (offset.Count == 0 && !http.Request.Query.ContainsKey("live"))))
        {
            var query = http.Request.Query.Where(p => p.Key != "offset").Append(new("offset", StreamOffset.TextOf(stream.Begin)));
            http.Request.QueryString = QueryString.Create(query);
        }

        if (stream is null or { IsJson: true } || http.Request.Query["live"] == "sse")
        {
            await pass(http);
            return;
        }

        var output = http.Response.Body;
        using var body = new MemoryStream();
        http.Response.Body = body;
        await pass(http);
        http.Response.Body = output;
        if (http.Response.ContentType == Json)
        {
            http.Response.ContentType = stream.ContentType;
            byte[] bytes = body.Length == 0 ? [] : Encoding.Latin1.GetBytes(string.Concat(JsonSerializer.Deserialize<string[]>(body.ToArray())!));
            http.Response.ContentLength = bytes.Length;
            await output.WriteAsync(bytes);
        }
        else
        {
            await output.WriteAsync(body.ToArray());
        }
    }

    private sealed record Written(TestJob Job, string ContentType, EventId Begin)
    {
        public bool IsJson => ContentType.StartsWith(Json, StringComparison.Ordinal);
    }
}
