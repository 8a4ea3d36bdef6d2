using System.Net.Http.Json;
using System.Text.Json;

namespace AspireStreaming.AppHost;

/// <summary>Commands of the dashboard for all jobs.</summary>
internal static class JobCommands
{
    private const string SamplePipeline = "resume-tailoring";

    /// <summary>Adds the commands to a resource that serves the job API at its endpoint <c>http</c>.</summary>
    public static IResourceBuilder<T> WithJobCommands<T>(this IResourceBuilder<T> api)
        where T : class, IResourceWithEndpoints => api
            .Add("start-sample-job", "Start a sample job", StartSampleAsync, "Play", "Starts a job with the sample request of its pipeline.")
            .Add(
                "cancel-all-jobs", "Cancel all jobs", CancelAllAsync, "RecordStop", "Requests that each job ends that has not ended.",
                "All queued and running jobs will be canceled. Continue?")
            .Add(
                "clear-jobs", "Clear ended jobs", ClearAsync, "Delete", "Removes the ended jobs with their events, inputs and results.",
                "All ended jobs will be removed with their events and results. Continue?");

    private static IResourceBuilder<T> Add<T>(
        this IResourceBuilder<T> api,
        string name,
        string title,
        Func<HttpClient, CancellationToken, Task<ExecuteCommandResult>> run,
        string icon,
        string description,
        string? confirmation = null)
        where T : class, IResourceWithEndpoints =>
        api.WithApiCommand(api, name, title, (client, context) => run(client, context.CancellationToken), icon, description, confirmation);

    private static async Task<ExecuteCommandResult> StartSampleAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var listing = await client.GetFromJsonAsync<JsonElement>("/api/pipelines", cancellationToken);
        var sample = listing.GetProperty("pipelines").EnumerateArray()
            .Where(pipeline => pipeline.GetProperty("name").GetString() == SamplePipeline)
            .Select(pipeline => pipeline.GetProperty("sample"))
            .ToList();
        if (sample.Count == 0)
        {
            return CommandResults.Failure($"No worker has registered the pipeline {SamplePipeline} yet.");
        }

        using var response = await client.PostAsJsonAsync($"/api/jobs/{SamplePipeline}", sample[0], cancellationToken);
        response.EnsureSuccessStatusCode();
        var started = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        string id = started.GetProperty("job_id").GetString()!;
        return CommandResults.Success($"Job {id} has started.", $"[Job {id}]({client.BaseAddress}jobs/{id})", CommandResultFormat.Markdown);
    }

    private static async Task<ExecuteCommandResult> CancelAllAsync(HttpClient client, CancellationToken cancellationToken)
    {
        int canceled = 0;
        foreach (string id in await JobsAsync(client, ended: false, cancellationToken))
        {
            using var response = await client.PostAsync(new Uri($"/api/jobs/{id}/cancel", UriKind.Relative), null, cancellationToken);
            canceled += response.IsSuccessStatusCode ? 1 : 0;
        }

        return CommandResults.Success($"Jobs to cancel: {canceled}.");
    }

    private static async Task<ExecuteCommandResult> ClearAsync(HttpClient client, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (string id in await JobsAsync(client, ended: true, cancellationToken))
        {
            using var response = await client.DeleteAsync(new Uri($"/api/jobs/{id}", UriKind.Relative), cancellationToken);
            removed += response.IsSuccessStatusCode ? 1 : 0;
        }

        return CommandResults.Success($"Removed jobs: {removed}.");
    }

    private static async Task<List<string>> JobsAsync(HttpClient client, bool ended, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        for (string? page = "/api/jobs?limit=200"; page is not null;)
        {
            var listing = await client.GetFromJsonAsync<JsonElement>(page, cancellationToken);
            ids.AddRange(listing.GetProperty("jobs").EnumerateArray()
                .Where(job => (job.GetProperty("status").GetString() is "completed" or "failed" or "canceled") == ended)
                .Select(job => job.GetProperty("job_id").GetString()!));
            page = listing.TryGetProperty("next", out var next) ? $"/api/jobs?limit=200&cursor={Uri.EscapeDataString(next.GetString()!)}" : null;
        }

        return ids;
    }
}
