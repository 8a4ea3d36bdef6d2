using System.Net;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Demo;

/// <summary>Whether this Api shows with sample data what the system is for: see <see cref="DemoOptions"/>.</summary>
public sealed class DemoMode(IOptions<DemoOptions> options, IHostEnvironment environment, IServer server)
{
    public bool IsOn => options.Value.Enabled ?? (environment.IsDevelopment() && IsLocal);

    /// <summary>The reading speed for samples, in characters a second; null when it is off.</summary>
    public int? Pace => IsOn ? options.Value.Pace : null;

    /// <summary>Only this machine reaches the Api.</summary>
    private bool IsLocal => server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses && addresses.All(IsLoopback);

    private static bool IsLoopback(string address) =>
        BindingAddress.Parse(address) is var bound
        && (bound.IsUnixPipe || bound.IsNamedPipe || bound.Host == "localhost" || (IPAddress.TryParse(bound.Host, out var ip) && IPAddress.IsLoopback(ip)));
}
