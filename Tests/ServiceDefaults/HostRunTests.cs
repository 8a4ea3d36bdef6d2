using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Tests.ServiceDefaults;

/// <summary>How a process ends that is told to stop.</summary>
public sealed class HostRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AStopDuringTheStartIsNoError()
    {
        await using var app = Build<StoppedAtOnce>();
        await app.RunToStopAsync().WaitAsync(Limit);
    }

    [Fact]
    public async Task AnErrorOfTheStartIsOne()
    {
        await using var app = Build<Broken>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.RunToStopAsync().WaitAsync(Limit));
    }

    private static WebApplication Build<T>()
        where T : class, IHostedService
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddHostedService<T>();
        return builder.Build();
    }

    private sealed class StoppedAtOnce(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication(); // as SIGTERM does
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Broken : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
