using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AspireStreaming.Client;

/// <summary>Requests with one answer. A request that may be repeated is tried again at the next server.</summary>
internal sealed class ApiRequests(HttpClient http, ServerAddresses servers, JobStreamClientOptions options, TimeProvider time)
{
    /// <param name="request">Makes a new request for each try.</param>
    /// <param name="repeatable">Whether the request may be sent again when a server may have carried it out already.</param>
    /// <param name="answer">The type of a successful answer; null when the answer has no body.</param>
    /// <exception cref="JobApiException">A server refused the request, or no server answered.</exception>
    public async Task<T?> SendAsync<T>(Func<Uri, HttpRequestMessage> request, bool repeatable, JsonTypeInfo<T>? answer, CancellationToken cancellationToken)
    {
        for (int failures = 0; ; failures++)
        {
            var server = servers.Current;
            bool carriedOut = true;
            JobApiException error;
            using var message = request(server);
            try
            {
                using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return answer is null ? default : await ReadAsync(response, answer, cancellationToken);
                }

                error = await JobApiException.ReadAsync(response, time, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                carriedOut = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError);
                error = JobApiException.NoAnswer(server, e);
            }
            catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                error = JobApiException.NoAnswer(server, e); // broken connection, or the HttpClient's time-out
            }

            error.IsOfRepeat = failures > 0;
            if (!error.IsTransient || (carriedOut && !repeatable) || failures + 1 >= options.RequestTries)
            {
                throw error;
            }

            servers.Leave(server);
            await Task.Delay(options.Delay(failures, error.RetryAfter), time, cancellationToken);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new JobApiException($"The answer is not that of a job server: {e.Message}", response.StatusCode, e);
        }
    }
}
