using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

// The same knobs as the local host: --api-replicas N --worker-replicas N, API_PORT.
var apiReplicas = builder.Configuration.GetValue("api-replicas", 1);
var workerReplicas = builder.Configuration.GetValue("worker-replicas", 1);
var apiPort = builder.Configuration.GetValue("API_PORT", 5080);

builder.AddDockerComposeEnvironment("compose");

var redis = builder.AddRedis("redis").WithDataVolume();
if (builder.ExecutionContext.IsRunMode)
    redis.WithArgs("--appendonly", "yes"); // a snapshot a minute would lose what was acknowledged since

builder.AddProject<Projects.Worker>("worker", launchProfileName: null)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithReference(redis).WaitFor(redis)
    .WithReplicas(workerReplicas);

// Resources of their own, not WithReplicas: each replica keeps a port that a client can choose (API_PORT + k).
for (var replica = 0; replica < apiReplicas; replica++)
{
    builder.AddProject<Projects.Api>(replica == 0 ? "api" : $"api-{replica}", launchProfileName: null)
        .WithHttpEndpoint(port: apiPort + replica)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithReference(redis).WaitFor(redis);
}

builder.Build().Run();
