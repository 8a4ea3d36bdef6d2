using System.Net;
using System.Text.Json;

namespace AspireStreaming.Tests.Agents;

/// <summary>A timeline as a client of seed 3 reads it. Every wait is bounded.</summary>
internal sealed class TimelineStream : IDisposable
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(90);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private TimelineStream(HttpResponseMessage response, Stream body) => (_response, _reader) = (response, new StreamReader(body));

    public HttpStatusCode Status => _response.StatusCode;
    public string? ContentType => _response.Content.Headers.ContentType?.MediaType;
    public bool ToldToComeBack { get; private set; }
    public int Pings { get; private set; }

    public static async Task<TimelineStream> OpenAsync(HttpClient api, string session, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/timeline/stream/{session}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(WaitLimit);
        return new TimelineStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <returns>The next frame with data, or null at the stream's end.</returns>
    public async Task<Frame?> NextAsync()
    {
        string? id = null;
        string? data = null;
        while (await LineAsync() is { } line)
        {
            switch (line)
            {
                case "":
                    if (data is not null)
                    {
                        return new Frame(id, JsonSerializer.Deserialize<JsonElement>(data));
                    }

                    break;
                case ": ping":
                    Pings++;
                    break;
                case var _ when line.StartsWith("id: ", StringComparison.Ordinal):
                    id = line[4..];
                    break;
                case var _ when line.StartsWith("data: ", StringComparison.Ordinal):
                    data = line[6..];
                    break;
                case var _ when line.StartsWith("retry: ", StringComparison.Ordinal):
                    ToldToComeBack = true;
                    break;
                default:
                    Assert.Fail($"A line that seed 3 doesn't have: {line}");
                    break;
            }
        }

        return null;
    }

    public async Task PingAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line == ": ping")
            {
                return;
            }

            Assert.True(line.Length == 0 || line.StartsWith("retry: ", StringComparison.Ordinal), line);
        }

        Assert.Fail("The stream ended without a ping.");
    }

    public async Task<List<Frame>> ToEndAsync()
    {
        var frames = new List<Frame>();
        while (await NextAsync() is { } frame)
        {
            frames.Add(frame);
        }

        return frames;
    }

    public async Task<List<Frame>> UntilAsync(Func<Frame, bool> last)
    {
        var frames = new List<Frame>();
        while (await NextAsync() is { } frame)
        {
            frames.Add(frame);
            if (last(frame))
            {
                return frames;
            }
        }

        Assert.Fail($"The stream ended after {frames.Count} frames, the last of them {frames.LastOrDefault()}");
        return frames;
    }

    public void Dispose() => _response.Dispose();

    private async Task<string?> LineAsync() => await _reader.ReadLineAsync().WaitAsync(WaitLimit);
}

/// <param name="Json">The data, with all the fields of seed 3.</param>
internal sealed record Frame(string? Id, JsonElement Json)
{
    public string Type => Json.GetProperty("type").GetString()!;
    public string EventId => Json.GetProperty("event_id").GetString()!;
    public string Agent => Json.GetProperty("agent_name").GetString()!;
}
