using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;
using k8s.Models;
using YamlDotNet.Core;

namespace AspireStreaming.Tests.Operations;

/// <summary>The files of <c>deploy/</c> describe the system of the AppHost: the same parts, variables, ports and health checks. Nothing starts.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string[] Parts = ["api", "redis", "worker"];

    /// <summary>What Aspire sets for development, and what only its dashboard needs.</summary>
    private static readonly string[] OfAspire = ["OTEL_", "LOGGING__", "DOTNET_SYSTEM_CONSOLE", "ASPNETCORE_URLS", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "HTTP_PORTS", "Auth__Keys__", "Api__TraceUrl"];

    private readonly Manifests _manifests = new();
    private readonly ComposeFile _compose = ComposeFile.Read();

    [Fact]
    public async Task TheyHaveThePartsOfTheAppHost()
    {
        await using var builder = await RunningApp.CreateBuilderAsync(
            ["--ConnectionStrings:redis=10.0.0.1:6379", "--Auth:Mode=apikey", "--Ai:ApiKey=k"], CancellationToken.None);
        string[] parts = ["redis", .. builder.Resources.OfType<ProjectResource>().Select(project => project.Name)];
        Assert.Equal(Parts, parts.Order());
        Assert.Equal(Parts, _manifests.Pods().Keys.Order());
        Assert.Equal(Parts, _compose.Services.Keys.Order());
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            var (service, container) = (_compose.Services[project.Name], _manifests.Container(project.Name));
            string health = Assert.Single(project.Annotations.OfType<HealthCheckAnnotation>()).Key[project.Name.Length..]; // api/health
            Assert.Equal(health, container.StartupProbe.HttpGet.Path);
            Assert.Contains($"GET {health} ", service.HealthCheck.Test[^1], StringComparison.Ordinal);

            Assert.Equal("redis", Assert.Single(project.Annotations.OfType<WaitAnnotation>()).Resource.Name);
            Assert.Equal("service_healthy", service.DependsOn["redis"]["condition"]);

            var endpoint = Assert.Single(project.Annotations.OfType<EndpointAnnotation>());
            Assert.Equal(endpoint.IsExternal, service.Ports.Count > 0);
            Assert.Equal(endpoint.IsExternal, _manifests.All<V1Service>().Any(s => s.Metadata.Name == project.Name));
            if (endpoint.IsExternal)
            {
                Assert.Equal(["127.0.0.1:${API_PORT:-" + endpoint.Port + "}:8080"], service.Ports);
            }

            foreach (string name in await VariablesAsync(builder, project))
            {
                Assert.Contains(name, service.Environment.Keys);
                // api-auth is a Secret that the operator makes: deploy/README.md
                Assert.True(_manifests.Variables(project.Name).ContainsKey(name) || (name == "Auth__Mode" && project.Name == "api"), $"{project.Name} has no {name}");
            }
        }
    }

    [Fact]
    public void TheProgramsListenOnThePortOfTheirImages() => Assert.All(["Api", "Worker"], project =>
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"));
        string Value(string name) => file.Descendants(name).Single().Value;
        string part = project.ToLowerInvariant();
        string port = (string)file.Descendants("ContainerPort").Single().Attribute("Include")!;
        Assert.Equal(port, (string)file.Descendants("ContainerEnvironmentVariable").Single(e => (string)e.Attribute("Include")! == "ASPNETCORE_HTTP_PORTS").Attribute("Value")!);
        Assert.Equal(port, $"{Assert.Single(_manifests.Container(part).Ports).ContainerPort}");
        Assert.Equal(port, _manifests.Variables(part)["ASPNETCORE_HTTP_PORTS"]);
        Assert.Equal(port, _compose.Services[part].Environment["ASPNETCORE_HTTP_PORTS"]);
        Assert.Equal($"{Value("ContainerRepository")}:latest", _manifests.Container(part).Image);
        Assert.Equal($"${{IMAGE_PREFIX:-}}{Value("ContainerRepository")}:${{IMAGE_TAG:-latest}}", _compose.Services[part].Image);
        Assert.Equal(Value("ContainerUser"), $"{_manifests.Pods()[part].Spec.SecurityContext.RunAsUser}");
        Assert.StartsWith($"{Value("ContainerUser")}:", _compose.Services[part].User, StringComparison.Ordinal);
    });

    [Fact]
    public void TheBaseOfTheWorkersImageHasTheProgramsThatTheTestsInstall()
    {
        string dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "images", "worker-base.Dockerfile"));
        string needed = Needed().Match(File.ReadAllText(Path.Combine(Repository.Root, "test.sh"))).Groups["packages"].Value;
        string[] packages = ["poppler-utils", .. needed.Split(' ')];
        Assert.True(packages.Length >= 3);
        Assert.All(packages, package => Assert.Matches($@"[\s]{package}[\s]", dockerfile));
        Assert.Matches(@"USER root\n(.*\n)+USER \$APP_UID\n\z", dockerfile);
    }

    [Fact]
    public void NoServiceHasRightsAndOnlyTheApiIsReached()
    {
        Assert.All(_compose.Services, service =>
        {
            Assert.True(service.Value.ReadOnly);
            Assert.Equal(["ALL"], service.Value.CapDrop);
            Assert.Equal(["no-new-privileges:true"], service.Value.SecurityOpt);
            Assert.Matches("^[1-9][0-9]*:", service.Value.User);
            Assert.NotEmpty(service.Value.MemLimit);
            Assert.NotEmpty(service.Value.HealthCheck.Test);
        });
        Assert.Equal("true", _compose.Networks["store"]!["internal"]);
        Assert.Equal(["store"], _compose.Services["redis"].Networks);
        Assert.Empty(_compose.Services["worker"].Ports.Concat(_compose.Services["redis"].Ports));
        Assert.All(Parts, part => Assert.Equal($"{_manifests.Pods()[part].Spec.TerminationGracePeriodSeconds}s", _compose.Services[part].StopGracePeriod));
        Assert.Equal(_manifests.Container("redis").Image, _compose.Services["redis"].Image);
        string[] redis = [.. _manifests.Container("redis").Args.TakeWhile(arg => arg != "--requirepass")];
        Assert.Contains(string.Join(' ', redis), _compose.Services["redis"].Command[^1], StringComparison.Ordinal);
        string text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "compose.yaml"));
        Assert.ThrowsAny<YamlException>(() => ComposeFile.Parse(text.Replace("mem_limit", "memory", StringComparison.Ordinal)));
    }

    [Fact]
    public void EachSettingIsOneThatTheProgramsRead()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var known = Setting().Matches(document).Select(row => row.Groups["key"].Value).ToHashSet();
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"));
        var used = Parts.SelectMany(part => _manifests.Variables(part).Keys.Concat(_compose.Services[part].Environment.Keys))
            .Concat(Variable().Matches(readme).Select(match => match.Value))
            .Where(name => name.Contains("__", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(used.Count > 12, $"{used.Count} settings");
        Assert.All(used, name => Assert.Contains(string.Join(':', name.Split("__").Take(2)), known.Append("ConnectionStrings:redis")));
        Assert.All(used.Where(name => name.StartsWith("Auth__Keys__", StringComparison.Ordinal)), name => Assert.Contains(
            name.Split("__")[3], typeof(AspireStreaming.Edge.Auth.ApiKey).GetProperties().Select(property => property.Name)));
    }

    private static async Task<List<string>> VariablesAsync(IDistributedApplicationTestingBuilder builder, ProjectResource project)
    {
        var variables = new Dictionary<string, object>();
        foreach (var callback in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(new EnvironmentCallbackContext(builder.ExecutionContext, variables));
        }

        List<string> own = [.. variables.Keys.Where(name => !OfAspire.Any(start => name.StartsWith(start, StringComparison.Ordinal)))];
        Assert.Contains("ConnectionStrings__redis", own);
        Assert.Contains(project.Name == "api" ? "Auth__Mode" : "Ai__ApiKey", own);
        return own;
    }

    // | `Streaming:Lease` | 00:00:10 | …
    [GeneratedRegex(@"^\| `(?<key>[A-Za-z]+:[A-Za-z]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    // Auth__Keys__0__Hash
    [GeneratedRegex("[A-Z][A-Za-z]+__[A-Za-z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    // tesseract "tesseract-ocr tesseract-ocr-fra"
    [GeneratedRegex("tesseract \"(?<packages>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Needed();
}
