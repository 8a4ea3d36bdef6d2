using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.ServiceDefaults;

/// <summary>
/// Stops this process when the host that started it is gone without having said so (kill -9).
/// The local host passes its own pid in <c>PARENT_PID</c>; without that variable nothing is watched.
/// </summary>
internal sealed class ParentWatch(
    int parent, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ParentWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        // The kernel hands an orphan to another parent at once; asking whether the pid still exists would
        // be answered yes for as long as nobody has reaped it.
        while (getppid() == parent)
        {
            if (!await timer.WaitForNextTickAsync(stoppingToken))
                return;
        }

        log.LogWarning("The host process {Parent} is gone: stopping", parent);
        lifetime.StopApplication();
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getppid();
}

internal static class ParentWatchExtensions
{
    internal static IHostApplicationBuilder AddParentWatch(this IHostApplicationBuilder builder)
    {
        if (OperatingSystem.IsWindows()
            || !int.TryParse(builder.Configuration["PARENT_PID"], NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
            return builder;

        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ParentWatch>(services, parent));
        return builder;
    }
}
