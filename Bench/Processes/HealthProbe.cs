namespace AspireStreaming.Bench.Processes;

internal static class HealthProbe
{
    /// <summary>Whether <c>/health</c> answers 200 now. A server that does not answer is not healthy, and no error.</summary>
    public static async Task<bool> IsHealthyAsync(HttpClient client, string url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"{url}/health"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // the client's own time-out
        }
    }
}
