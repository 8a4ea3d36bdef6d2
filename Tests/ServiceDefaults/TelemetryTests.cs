using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;

namespace AspireStreaming.Tests.ServiceDefaults;

public sealed class TelemetryTests
{
    [Theory]
    [InlineData(ActivityKind.Client, false)]
    [InlineData(ActivityKind.Server, true)]
    [InlineData(ActivityKind.Consumer, true)]
    [InlineData(ActivityKind.Internal, true)]
    public void ACallThatBelongsToNoRequestAndNoJobIsNotTraced(ActivityKind root, bool traced)
    {
        using var source = new ActivitySource($"test-{Guid.NewGuid():N}");
        using var host = Start(source);
        using var activity = source.StartActivity("root", root);
        Assert.Equal(traced, activity is { Recorded: true });
        using var call = source.StartActivity("call", ActivityKind.Client);
        Assert.Equal(traced, call is { Recorded: true });
    }

    [Theory]
    [InlineData("always_off", ActivityKind.Server, false)]
    [InlineData("parentbased_always_on", ActivityKind.Client, true)]
    [InlineData("always_on", ActivityKind.Client, false)] // set by Aspire, not by a user
    public void ASamplerThatAUserSetTakesPrecedence(string sampler, ActivityKind kind, bool traced)
    {
        using var source = new ActivitySource($"test-{Guid.NewGuid():N}");
        using var host = Start(source, ("OTEL_TRACES_SAMPLER", sampler));
        using var activity = source.StartActivity("root", kind);
        Assert.Equal(traced, activity is { Recorded: true });
    }

    private static IHost Start(ActivitySource source, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "tests" });
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.ConfigureOpenTelemetry();
        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(source.Name));
        var host = builder.Build();
        host.Services.GetRequiredService<TracerProvider>(); // creates the provider, which then listens
        return host;
    }
}
