using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>A client of one of the older systems: it knows only the frames of that system and <c>Last-Event-ID</c>.</summary>
internal sealed class SeedStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader? _reader;
    private readonly SeedFrame.Reader _frames = new();

    private SeedStream(HttpResponseMessage response, StreamReader? reader) => (_response, _reader) = (response, reader);

    public HttpStatusCode Status => _response.StatusCode;
    public string? Location => _response.Headers.Location?.ToString();
    public string? ContentLocation => _response.Content.Headers.ContentLocation?.ToString();

    public static async Task<SeedStream> OpenAsync(HttpClient http, HttpMethod method, string url, HttpContent? body = null, string? lastEventId = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, url) { Content = body };
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Logs.Deadline(60));
        return new SeedStream(
            response, response.StatusCode == HttpStatusCode.OK ? new StreamReader(await response.Content.ReadAsStreamAsync()) : null);
    }

    public static Task<SeedStream> GetAsync(HttpClient http, string url, string? lastEventId = null) =>
        OpenAsync(http, HttpMethod.Get, url, null, lastEventId);

    /// <summary>The next frame, or null at the end of the stream.</summary>
    public async Task<SeedFrame?> NextAsync()
    {
        var deadline = Logs.Deadline(60);
        while (await _reader!.ReadLineAsync(deadline) is { } line)
        {
            if (_frames.Take(line) is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    /// <summary>Frames up to and including the first for which <paramref name="last"/> is true; without it, to the end of the stream.</summary>
    public async Task<List<SeedFrame>> ReadAsync(Func<SeedFrame, bool>? last = null)
    {
        var frames = new List<SeedFrame>();
        while (await NextAsync() is { } frame)
        {
            frames.Add(frame);
            if (last?.Invoke(frame) == true)
            {
                return frames;
            }
        }

        Assert.True(last is null, $"the stream ended before the frame that was waited for: {string.Join('\n', frames)}");
        return frames;
    }

    public async Task<JsonNode> ProblemAsync() => JsonNode.Parse(await _response.Content.ReadAsStringAsync())!;

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal static class SeedFrames
{
    public static JsonNode Json(this SeedFrame frame) => JsonNode.Parse(frame.Data)!;

    public static string TypeOf(this SeedFrame frame) => (string)frame.Json()["type"]!;

    /// <summary>The text of a job in a client that puts each token at its offset.</summary>
    public static string TextOf(this IEnumerable<SeedFrame> frames, int job)
    {
        string text = "";
        foreach (var token in frames.Where(f => f.Event == "token").Select(f => f.Json()).Where(t => (int)t["job_index"]! == job))
        {
            text = text[..(int)token["offset"]!] + (string)token["content"]!;
        }

        return text;
    }

    /// <summary>The text of a job in a client that appends every token and starts again at each job_start.</summary>
    public static string AppendedTextOf(this IEnumerable<SeedFrame> frames, int job)
    {
        string text = "";
        foreach (var frame in frames.Where(f => f.Event is "token" or "job_start" && (int)f.Json()["job_index"]! == job))
        {
            text = frame.Event == "job_start" ? "" : text + (string)frame.Json()["content"]!;
        }

        return text;
    }

    /// <summary>Each id is greater than the one before: no frame came twice or in another order.</summary>
    public static void AssertOrdered(this IReadOnlyList<SeedFrame> frames)
    {
        var seqs = frames.Select(f => AspireStreaming.Streaming.EventId.Parse(f.Id!).Seq).ToList();
        Assert.Equal(seqs.Distinct().Order(), seqs);
    }

    public static MultipartFormDataContent MatchForm(string jsonBody, string file)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", file);
        return new MultipartFormDataContent
        {
            { new StringContent(jsonBody), "json_body" },
            { new ByteArrayContent(File.ReadAllBytes(path)), "pdf_file", file },
        };
    }

    public static string Jobs(params (string Title, string Data)[] jobs) => JsonSerializer.Serialize(new
    {
        user_id = "test",
        jobs = jobs.Select(j => new { jobtitle = j.Title, joblink = $"https://example.com/{Uri.EscapeDataString(j.Title)}", jobdata = j.Data }).ToArray(),
    });
}
