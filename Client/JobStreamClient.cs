using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Client;

/// <summary>
/// Starts jobs and watches them. No event is lost, doubled or reordered when connections or servers fail.
/// Thread-safe; made for <c>AddHttpClient&lt;JobStreamClient&gt;()</c> as well as for a plain <see cref="HttpClient"/>.
/// </summary>
public sealed class JobStreamClient
{
    private readonly HttpClient _http;
    private readonly JobStreamClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ServerAddresses _servers;
    private readonly ApiRequests _requests;

    /// <param name="http">The caller keeps its ownership. Its time-out limits requests and, for a stream, the wait for the headers.</param>
    /// <param name="options">Null: the defaults; the server is the client's <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="time">Null: the system's.</param>
    /// <exception cref="ArgumentException">There is no address, or a setting is out of its range.</exception>
    public JobStreamClient(HttpClient http, JobStreamClientOptions? options = null, TimeProvider? time = null)
    {
        (_http, _options, _time) = (http, options ?? new JobStreamClientOptions(), time ?? TimeProvider.System);
        _options.Validate();
        _servers = new ServerAddresses(_options.BaseAddresses, http.BaseAddress);
        _requests = new ApiRequests(http, _servers, _options, _time);
    }

    /// <summary>Starts a job.</summary>
    /// <param name="pipeline">Such as <c>resume-tailoring</c>; <c>/api/pipelines</c> lists them with their input.</param>
    /// <param name="request">Written as snake_case JSON, absent values left out.</param>
    /// <param name="idempotencyKey">Two starts with one key start one job. Null: each call starts one new job, even after several tries.</param>
    /// <exception cref="JobApiException">A server refused it (<see cref="JobApiException.Field"/> is the wrong field), or no server answered.</exception>
    public Task<StartedJob> StartAsync<TRequest>(
        string pipeline, TRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        StartAsync(pipeline, () => JsonContent.Create(request, options: ClientJson.Requests), idempotencyKey, cancellationToken);

    /// <summary>Starts a job with files.</summary>
    /// <inheritdoc cref="StartAsync{TRequest}(string, TRequest, string?, CancellationToken)"/>
    /// <param name="form">Fields and files.</param>
    public Task<StartedJob> StartAsync(
        string pipeline, JobForm form, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        StartAsync(pipeline, form.ToContent, idempotencyKey, cancellationToken);

    /// <summary>
    /// The job's events from a cursor to its end, each once and in order, as they happen. The client reconnects after a broken
    /// connection, a lost server or a silent stream. At <c>done</c> it verifies the whole log. Leaving the loop ends the watch,
    /// not the job.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cursor">The <see cref="JobUpdate.Cursor"/> of the last update that is known, or the start.</param>
    /// <exception cref="JobApiException">
    /// There is no such job or it is gone (404, 410), the server refuses, or no server has answered for
    /// <see cref="JobStreamClientOptions.GiveUpAfter"/>.
    /// </exception>
    /// <exception cref="LogIntegrityException">The events are not the job's log.</exception>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(
        Guid jobId, JobCursor cursor = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var watch = new JobWatch(jobId, cursor, _http, _servers, _requests, _options, _time, cancellationToken);
        while (await watch.NextAsync() is { } update)
        {
            yield return update;
        }
    }

    /// <summary>The job's state after its last event, or after a past one. <see cref="JobCursor.After"/> gives the cursor to continue from.</summary>
    /// <exception cref="JobApiException">There is no such job, or no such event in it.</exception>
    public async Task<JobSnapshot> SnapshotAsync(Guid jobId, EventId? at = null, CancellationToken cancellationToken = default) =>
        (await _requests.SendAsync(
            Request(HttpMethod.Get, $"api/jobs/{jobId:D}/snapshot{(at is null ? "" : $"?at={at}")}"),
            repeatable: true, EventJson.Wire.JobSnapshot, cancellationToken))!;

    /// <summary>Asks a job to end; its <c>done</c> comes through the stream.</summary>
    /// <exception cref="JobApiException">There is no such job.</exception>
    public async Task<CancelResult> CancelAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        var answer = await _requests.SendAsync(
            Request(HttpMethod.Post, $"api/jobs/{jobId:D}/cancel"), repeatable: true, ClientJson.Default.CancelAnswer, cancellationToken);
        return answer!.Status == "already_ended" ? CancelResult.AlreadyEnded : CancelResult.Requested;
    }

    /// <summary>Continues a failed or canceled job from its failed step, as a new job. Not repeated once it was sent: that could start another job.</summary>
    /// <exception cref="JobApiException">There is no such job, or it is neither failed nor canceled (409).</exception>
    public async Task<StartedJob> RetryAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        (await _requests.SendAsync(
            Request(HttpMethod.Post, $"api/jobs/{jobId:D}/retry"), repeatable: false, ClientJson.Default.StartedJob, cancellationToken))!;

    /// <summary>Removes an ended job.</summary>
    /// <exception cref="JobApiException">There is no such job, or it has not ended (409).</exception>
    public async Task DeleteAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        try
        {
            await _requests.SendAsync<object>(Request(HttpMethod.Delete, $"api/jobs/{jobId:D}"), repeatable: true, null, cancellationToken);
        }
        catch (JobApiException e) when (e is { StatusCode: HttpStatusCode.NotFound, IsOfRepeat: true })
        {
            // An earlier try deleted the job; its answer was lost.
        }
    }

    private async Task<StartedJob> StartAsync(string pipeline, Func<HttpContent> content, string? idempotencyKey, CancellationToken cancellationToken)
    {
        string key = idempotencyKey ?? Guid.NewGuid().ToString("N"); // a repeat starts no second job
        return (await _requests.SendAsync(
            server =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"api/jobs/{Uri.EscapeDataString(pipeline)}")) { Content = content() };
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            repeatable: true, ClientJson.Default.StartedJob, cancellationToken))!;
    }

    private static Func<Uri, HttpRequestMessage> Request(HttpMethod method, string path) => server => new HttpRequestMessage(method, new Uri(server, path));
}
