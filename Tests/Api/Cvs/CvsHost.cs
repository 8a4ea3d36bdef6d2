using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Cvs;

/// <summary>The whole system with two Apis, and a client of the first seed.</summary>
public sealed class CvsHost : IAsyncLifetime, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private RunningApp? _app;

    internal RunningApp App => _app!;

    public int Workers { get; init; } = 1;

    public Dictionary<string, string> Settings { get; init; } = [];

    public async Task InitializeAsync() => _app = await RunningApp.StartAsync(
        new RunningAppOptions
        {
            DataDirectory = _directory.Path,
            Workers = Workers,
            Variables = new Dictionary<string, string>(Settings) { ["Streaming__Lease"] = "00:00:01" },
        },
        CancellationToken.None);

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _directory.Dispose();
    }

    /// <param name="api">0 or 1.</param>
    public Task<CvsStream> ParseAsync(int api, string path, params (string Field, string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, name, content) in files)
        {
            form.Add(new ByteArrayContent(content), field, name);
        }

        return SendAsync(new HttpRequestMessage(HttpMethod.Post, App.ApiUrls[api] + path) { Content = form });
    }

    public Task<CvsStream> PostAsync(int api, string path, object body) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, App.ApiUrls[api] + path) { Content = JsonContent.Create(body) });

    public Task<CvsStream> GetAsync(int api, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, App.ApiUrls[api] + path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return SendAsync(request);
    }

    private async Task<CvsStream> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return new CvsStream(await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }
}

/// <summary>An answer of the system, frame by frame. Disposing it drops the connection.</summary>
public sealed class CvsStream(HttpResponseMessage response) : IDisposable
{
    public HttpStatusCode Status => response.StatusCode;

    public string Location => response.Headers.Location!.ToString();

    public Task<string> BodyAsync() => response.Content.ReadAsStringAsync();

    /// <summary>Fails when the stream does not end within two minutes.</summary>
    public async IAsyncEnumerable<CvsFrame> ReadAsync()
    {
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync(Logs.Deadline(120)))
        {
            var frame = new CvsFrame(item.EventId!, item.EventType, JsonDocument.Parse(item.Data).RootElement);
            Assert.Equal(frame.Event, frame.Data.GetProperty("event").GetString());
            yield return frame;
        }
    }

    public async Task<List<CvsFrame>> ReadToEndAsync()
    {
        var frames = new List<CvsFrame>();
        await foreach (var frame in ReadAsync())
        {
            frames.Add(frame);
        }

        return frames;
    }

    public void Dispose() => response.Dispose();
}

public sealed record CvsFrame(string Id, string Event, JsonElement Data)
{
    public string Text => $"{Id} {Event} {Data.GetRawText()}";

    public long Seq => long.Parse(Id.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    public string Names => string.Join(',', Data.EnumerateObject().Select(member => member.Name));
}
