using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The model of the AppHost. Nothing starts.</summary>
public sealed class TopologyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task EachApiReplicaIsAResourceWithAPortOfItsOwn()
    {
        await using var builder = await BuildAsync("--api-replicas=3", "--worker-replicas=2", "--API_PORT=6000", "--API_HOST=0.0.0.0", "--Auth:AllowAnonymous=true");
        var apis = Projects(builder).Where(project => project.Name != "worker").ToList();
        Assert.Equal(["api", "api-1", "api-2"], apis.Select(api => api.Name));
        Assert.Equal([6000, 6001, 6002], apis.Select(api => Endpoint(api).Port));
        Assert.All(apis, api => Assert.True(Endpoint(api).IsExternal));
        Assert.All(apis, api => Assert.Equal("0.0.0.0", Endpoint(api).TargetHost));
        Assert.All(apis, api => Assert.False(Endpoint(api).IsProxied)); // a caller of a killed Api is refused, not left without an answer
        var worker = Projects(builder).Single(project => project.Name == "worker");
        Assert.Equal(2, worker.Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.False(Endpoint(worker).IsExternal);
    }

    [Fact]
    public async Task ThePagesOfAnApiMayCallTheOtherReplicasOnly()
    {
        await using var builder = await BuildAsync("--api-replicas=3", "--API_PORT=6000");
        var api = Projects(builder).Single(project => project.Name == "api-1");
        var variables = new Dictionary<string, object>();
        foreach (var callback in api.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(new EnvironmentCallbackContext(builder.ExecutionContext, variables));
        }

        Assert.Equal(
            ["http://localhost:6000", "http://localhost:6002"],
            variables.Where(variable => variable.Key.StartsWith("Api__AllowedOrigins__", StringComparison.Ordinal)).Select(variable => variable.Value).Order());
    }

    [Fact]
    public async Task TheCommandsAreOnTheirResourcesWithIconsAndAskBeforeTheyChangeMuch()
    {
        await using var builder = await BuildAsync("--api-replicas=2");
        var commands = Projects(builder).SelectMany(project => project.Annotations.OfType<ResourceCommandAnnotation>(), (project, command) => (project.Name, Command: command)).ToList();
        Assert.Equal(
            [("api", "cancel-all-jobs"), ("api", "clear-jobs"), ("api", "start-sample-job"), ("worker", "drain"), ("worker", "undrain")],
            commands.Select(c => (c.Name, c.Command.Name)).Where(c => !c.Item2.StartsWith("resource-", StringComparison.Ordinal)).Order());
        var own = commands.Select(c => c.Command).Where(c => !c.Name.StartsWith("resource-", StringComparison.Ordinal)).ToList();
        Assert.All(own, command => Assert.NotEmpty(command.IconName!));
        Assert.Equal(["cancel-all-jobs", "clear-jobs", "drain"], own.Where(c => c.ConfirmationMessage is not null).Select(c => c.Name).Order());
    }

    [Fact]
    public async Task ApisAndWorkersWaitForTheRedisAndAreHealthChecked()
    {
        await using var builder = await BuildAsync("--ConnectionStrings:redis=10.0.0.1:6379");
        var redis = builder.Resources.Single(resource => resource.Name == "redis");
        Assert.Equal(["api", "worker"], Projects(builder).Select(project => project.Name).Order());
        foreach (var project in Projects(builder))
        {
            Assert.Same(redis, Assert.Single(project.Annotations.OfType<WaitAnnotation>()).Resource);
            Assert.Equal($"{project.Name}/health", Assert.Single(project.Annotations.OfType<HealthCheckAnnotation>()).Key);
            Assert.Contains(project.Annotations.OfType<ResourceRelationshipAnnotation>(), r => r.Resource == redis && r.Type == "Reference");
        }
    }

    [Fact]
    public async Task AConnectionStringSelectsARunningRedis()
    {
        await using var builder = await BuildAsync("--ConnectionStrings:redis=10.0.0.1:6379");
        Assert.IsType<ParameterResource>(builder.Resources.Single(resource => resource.Name == "redis"), exactMatch: false);
        Assert.Empty(builder.Resources.OfType<RedisServerResource>());
    }

    [Fact]
    public async Task TheKeyOfTheModelIsASecretParameterWhenItIsSet()
    {
        await using var without = await BuildAsync("--Ai:ApiKey=");
        Assert.DoesNotContain(without.Resources, resource => resource.Name == "ai-api-key");
        await using var with = await BuildAsync("--Ai:ApiKey=k");
        Assert.True(Assert.Single(with.Resources.OfType<ParameterResource>(), parameter => parameter.Name == "ai-api-key").Secret);
    }

    [Fact]
    public void WithoutAContainerEngineARedisServerFromThePathIsAResource()
    {
        var builder = DistributedApplication.CreateBuilder();
        var redis = Assert.IsType<RedisServerResource>(builder.AddRedisLog("log", _directory.Path, containers: false).Resource);
        Assert.EndsWith("-server", redis.Command, StringComparison.Ordinal);
        Assert.Equal(_directory.Path, redis.DataDirectory);
        Assert.NotEmpty(redis.Annotations.OfType<HealthCheckAnnotation>());
        Assert.False(Endpoint(redis).IsProxied);
        Assert.InRange(Endpoint(redis).Port!.Value, 1024, 32_767); // not one of those for outgoing connections: it must be free when the server starts again
    }

    [Fact]
    public void WithAContainerEngineRedisIsAContainerWithAVolumeAndAPassword()
    {
        var builder = DistributedApplication.CreateBuilder();
        var redis = Assert.IsType<RedisResource>(builder.AddRedisLog("log", _directory.Path, containers: true).Resource);
        Assert.Equal(ContainerMountType.Volume, Assert.Single(redis.Annotations.OfType<ContainerMountAnnotation>()).Type);
        Assert.Equal("log-password", redis.PasswordParameter?.Name);
        Assert.True(redis.PasswordParameter?.Secret);
    }

    [Fact]
    public void WithoutAnyRedisTheErrorNamesTheThreeWays()
    {
        var builder = DistributedApplication.CreateBuilder();
        builder.Configuration["PATH"] = _directory.Path;
        var error = Assert.Throws<DistributedApplicationException>(() => builder.AddRedisLog("log", _directory.Path, containers: false));
        Assert.Contains("ConnectionStrings__log", error.Message);
        Assert.Contains("container engine", error.Message);
        Assert.Contains("redis-server or valkey-server", error.Message);
    }

    private Task<IDistributedApplicationTestingBuilder> BuildAsync(params string[] args) =>
        RunningApp.CreateBuilderAsync([$"--DATA_DIR={_directory.Path}", .. args], CancellationToken.None);

    private static IReadOnlyList<ProjectResource> Projects(IDistributedApplicationTestingBuilder builder) => [.. builder.Resources.OfType<ProjectResource>()];

    private static EndpointAnnotation Endpoint(IResource resource) => Assert.Single(resource.Annotations.OfType<EndpointAnnotation>());
}
