using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.AppHost;

/// <summary>Commands of the dashboard that call the Api as any client does.</summary>
internal static class ApiCommands
{
    /// <summary>Adds a command to a resource. It can be executed while the resource is healthy.</summary>
    /// <param name="api">Serves the job API at its endpoint <c>http</c>.</param>
    /// <param name="run">Executes the command. The name in its context is that of one replica, as in <c>worker-abcdefgh</c>.</param>
    public static IResourceBuilder<T> WithApiCommand<T>(
        this IResourceBuilder<T> resource,
        IResourceBuilder<IResourceWithEndpoints> api,
        string name,
        string title,
        Func<HttpClient, ExecuteCommandContext, Task<ExecuteCommandResult>> run,
        string icon,
        string description,
        string? confirmation = null)
        where T : IResource => resource.WithCommand(
            name,
            title,
            async context =>
            {
                using var client = new HttpClient { BaseAddress = new Uri(api.GetEndpoint("http").Url) };
                if (api.Resource.TryGetLastAnnotation<OperatorAnnotation>(out var caller))
                {
                    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token);
                }

                try
                {
                    return await run(client, context);
                }
                catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    return CommandResults.Failure(
                        "The Api refuses the dashboard's credentials. With Auth__Mode jwt, OPERATOR_TOKEN must be a token with the scopes ops, jobs:start, jobs:read and jobs:control.");
                }
                catch (HttpRequestException e)
                {
                    return CommandResults.Failure($"The Api does not answer as expected: {e.Message}");
                }
            },
            new CommandOptions
            {
                Description = description,
                IconName = icon,
                ConfirmationMessage = confirmation,
                UpdateState = state => state.ResourceSnapshot.HealthStatus == HealthStatus.Healthy
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Disabled,
            });
}
