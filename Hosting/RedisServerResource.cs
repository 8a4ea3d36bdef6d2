namespace Aspire.Hosting.ApplicationModel;

/// <summary>A <c>redis-server</c> or <c>valkey-server</c> that Aspire runs as a process on loopback, without a container.</summary>
/// <param name="name">Name of the resource and of its connection string.</param>
/// <param name="command">Full path of the server program.</param>
/// <param name="dataDirectory">Where the append-only file is kept.</param>
public sealed class RedisServerResource(string name, string command, string dataDirectory)
    : ExecutableResource(name, command, dataDirectory), IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>Where the append-only file is kept.</summary>
    public string DataDirectory => WorkingDirectory;

    /// <summary>Where the server listens.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>As in <c>127.0.0.1:21234</c>.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}");

    /// <summary>The same as text; null until the server's port is known.</summary>
    internal string? ConnectionString => Endpoint.IsAllocated ? $"127.0.0.1:{Endpoint.Port}" : null;
}
