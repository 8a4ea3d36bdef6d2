using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Cvs;

/// <summary>A client of the first seed.</summary>
internal sealed class CvsClient(IReadOnlyList<string> apis) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public void Dispose() => _http.Dispose();

    /// <param name="api">0 or 1.</param>
    public Task<CvsStream> ParseAsync(int api, string path, params (string Field, string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, name, content) in files)
        {
            form.Add(new ByteArrayContent(content), field, name);
        }

        return SendAsync(new HttpRequestMessage(HttpMethod.Post, apis[api] + path) { Content = form });
    }

    public Task<CvsStream> PostAsync(int api, string path, object body) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, apis[api] + path) { Content = JsonContent.Create(body) });

    public Task<CvsStream> GetAsync(int api, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, apis[api] + path);
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
