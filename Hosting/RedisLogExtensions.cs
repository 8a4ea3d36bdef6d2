using System.Net;
using System.Net.Sockets;
using AspireStreaming.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The Redis that holds the job logs, as this machine has it.</summary>
public static class RedisLogExtensions
{
    private static readonly string[] Servers = ["redis-server", "valkey-server"];

    /// <summary>
    /// Adds the Redis that holds the job logs, in this order: the server of <c>ConnectionStrings:{name}</c>, where it is set; a container
    /// with a data volume, where a container engine runs; <c>redis-server</c> or <c>valkey-server</c> from the PATH.
    /// </summary>
    /// <param name="name">Name of the resource and of its connection string.</param>
    /// <param name="dataDirectory">Where a server from the PATH keeps its data; relative to the AppHost's directory.</param>
    /// <exception cref="DistributedApplicationException">None of the three is available.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddRedisLog(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string dataDirectory = ".data") =>
        builder.AddRedisLog(name, dataDirectory, builder.ExecutionContext.IsPublishMode || ContainerEngine.IsRunning());

    internal static IResourceBuilder<IResourceWithConnectionString> AddRedisLog(
        this IDistributedApplicationBuilder builder, string name, string dataDirectory, bool containers)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))
        {
            return builder.AddConnectionString(name);
        }

        if (containers)
        {
            var password = builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
            return builder.AddRedis(name, password: password)
                .WithDataVolume()
                .WithArgs("--appendonly", "yes", "--maxmemory-policy", "noeviction");
        }

        return Find(builder.Configuration["PATH"]) is { } server
            ? builder.AddRedisServer(name, server, dataDirectory)
            : throw new DistributedApplicationException(
                $"there is no Redis for '{name}': set ConnectionStrings__{name} to one that runs, start a container engine, or put redis-server or valkey-server on the PATH");
    }

    private static IResourceBuilder<RedisServerResource> AddRedisServer(
        this IDistributedApplicationBuilder builder, string name, string server, string dataDirectory)
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StopInOrder>());
        string directory = Path.GetFullPath(dataDirectory, builder.AppHostDirectory);
        var resource = new RedisServerResource(name, server, directory);
        builder.Services.AddKeyedSingleton(name, (_, _) => new DataDirectoryLock(directory)); // released with the application
        builder.Eventing.Subscribe<BeforeStartEvent>((e, cancellationToken) =>
            e.Services.GetRequiredKeyedService<DataDirectoryLock>(name).StopLeftOverAsync(cancellationToken));
        builder.Services.AddHealthChecks().AddRedis(
            _ => resource.ConnectionString ?? throw new InvalidOperationException($"{name} has no address yet."), $"{name}_ping");
        return builder.AddResource(resource)
            .WithEndpoint(RedisServerResource.EndpointName, endpoint =>
            {
                endpoint.Protocol = ProtocolType.Tcp;
                endpoint.UriScheme = "tcp";
                endpoint.IsProxied = false;
                endpoint.Port = FreePort();
            })
            .WithArgs("--port", resource.Endpoint.Property(EndpointProperty.TargetPort), "--bind", "127.0.0.1", "--dir", directory,
                "--pidfile", DataDirectoryLock.PidFile(directory),
                "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction")
            .WithHealthCheck($"{name}_ping")
            .WithAnnotation(new StopsLastAnnotation());
    }

    /// <summary>
    /// A port below those that systems give to outgoing connections (32768 and up). While a server with such a port is down, a client that tries to
    /// reconnect can get the server's port for its own end, be connected to itself, and keep the server from starting again.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_768);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is taken.
            }
        }
    }

    private static string? Find(string? path) => Servers
        .SelectMany(server => (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, server)))
        .FirstOrDefault(File.Exists);
}
