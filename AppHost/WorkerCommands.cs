using System.Net.Http.Json;
using System.Text.Json;

namespace AspireStreaming.AppHost;

/// <summary>Commands of the dashboard for a worker.</summary>
internal static class WorkerCommands
{
    /// <summary>Adds the commands to each replica of a worker.</summary>
    /// <param name="api">Serves the job API at its endpoint <c>http</c>.</param>
    public static IResourceBuilder<T> WithWorkerCommands<T>(this IResourceBuilder<T> worker, IResourceBuilder<IResourceWithEndpoints> api)
        where T : IResource => worker
            .WithApiCommand(
                api, "drain", "Drain", (client, context) => SetAsync(client, "drain", "drains: it finishes its jobs and claims no other ones", context),
                "PauseCircle", "The worker finishes the jobs that it has and claims no other ones.",
                "The worker will claim no more jobs. Continue?")
            .WithApiCommand(
                api, "undrain", "End drain", (client, context) => SetAsync(client, "undrain", "claims jobs", context),
                "PlayCircle", "A worker that drains claims jobs again.");

    private static async Task<ExecuteCommandResult> SetAsync(HttpClient client, string action, string done, ExecuteCommandContext context)
    {
        string instance = context.ResourceName[(context.ResourceName.LastIndexOf('-') + 1)..]; // worker-abcdefgh
        if (await FindAsync(client, instance, context.CancellationToken) is not { } node)
        {
            return CommandResults.Failure($"Worker {context.ResourceName} has sent no heartbeat.");
        }

        using var response = await client.PostAsync(
            new Uri($"/api/ops/nodes/{Uri.EscapeDataString(node)}/{action}", UriKind.Relative), null, context.CancellationToken);
        response.EnsureSuccessStatusCode();
        return CommandResults.Success($"Worker {context.ResourceName} {done}.");
    }

    /// <summary>The id of the live node that is this replica; null when there is none.</summary>
    private static async Task<string?> FindAsync(HttpClient client, string instance, CancellationToken cancellationToken)
    {
        for (string? page = "/api/ops/nodes?limit=200"; page is not null;)
        {
            var listing = await client.GetFromJsonAsync<JsonElement>(page, cancellationToken);
            foreach (var node in listing.GetProperty("nodes").EnumerateArray())
            {
                if (node.TryGetProperty("instance", out var name) && name.GetString() == instance
                    && node.GetProperty("is_worker").GetBoolean() && node.GetProperty("state").GetString() != "lost")
                {
                    return node.GetProperty("node_id").GetString();
                }
            }

            page = listing.TryGetProperty("next", out var next) ? $"/api/ops/nodes?limit=200&after={Uri.EscapeDataString(next.GetString()!)}" : null;
        }

        return null;
    }
}
