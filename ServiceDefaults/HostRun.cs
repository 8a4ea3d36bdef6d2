using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Runs a process.</summary>
public static class HostRun
{
    /// <summary>Runs until the process is told to stop. A stop that comes during the start ends it in good order too; the host alone throws then.</summary>
    public static async Task RunToStopAsync(this IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var (started, stopping) = (lifetime.ApplicationStarted, lifetime.ApplicationStopping);
        try
        {
            await host.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !started.IsCancellationRequested)
        {
            // The host has disposed what had started.
        }
    }
}
