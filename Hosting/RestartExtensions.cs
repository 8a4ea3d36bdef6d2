using AspireStreaming.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Restart of crashed processes. Aspire itself does not restart a process.</summary>
public static class RestartExtensions
{
    /// <summary>
    /// Starts each process of the resource again when it ends by itself, after a delay that doubles from 250 ms to 30 s with each crash
    /// in a row. A process that a user stopped stays down. Configuration <c>restart=false</c> turns it off for all resources.
    /// </summary>
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource
    {
        var builder = resource.ApplicationBuilder;
        if (builder.ExecutionContext.IsRunMode && !string.Equals(builder.Configuration["restart"], "false", StringComparison.OrdinalIgnoreCase))
        {
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CrashRestarter>());
            resource.WithAnnotation(new RestartAnnotation(), ResourceAnnotationMutationBehavior.Replace);
        }

        return resource;
    }
}
