using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace AspireStreaming.Tests.Support;

/// <summary>A plain HTTP client of one Api replica: tests see the bytes.</summary>
internal sealed class JobClient(string url) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };

    public async Task<Guid> StartAsync(object request, string pipeline = "diagnostics")
    {
        var (status, body) = await PostAsync($"/api/jobs/{pipeline}", request);
        Assert.True(status == HttpStatusCode.Accepted, $"{status} {body}");
        return body.GetProperty("job_id").GetGuid();
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object? request = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = request is null ? null : JsonContent.Create(request) });

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(Guid jobId) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/jobs/{jobId}"));

    /// <returns>Status and body, the body undefined when there is none.</returns>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using (request)
        using (var response = await Http.SendAsync(request, deadline.Token))
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            try
            {
                return (response.StatusCode, body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body));
            }
            catch (JsonException)
            {
                Assert.Fail($"{response.StatusCode}, and no JSON: {Encoding.UTF8.GetString(body)}");
                throw;
            }
        }
    }

    /// <param name="query">As in <c>types=done</c>.</param>
    /// <param name="lastEventId">The header by which a client resumes.</param>
    public Task<SseStream> WatchAsync(Guid jobId, string? lastEventId = null, string query = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{jobId}/stream?{query}");
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return SseStream.OpenAsync(Http, request);
    }

    /// <summary>All events from a cursor to the end of the job.</summary>
    public async Task<List<SseFrame>> ReadAsync(Guid jobId, string? lastEventId = null, string query = "")
    {
        using var stream = await WatchAsync(jobId, lastEventId, query);
        var events = await stream.EventsAsync();
        Assert.Equal(0, stream.Torn);
        return events;
    }

    public void Dispose() => Http.Dispose();
}
