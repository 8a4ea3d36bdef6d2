using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Tests.AppHost;

public sealed class LocalHostOptionsTests
{
    private static LocalHostOptions Parse(string[] args, params (string Name, string Value)[] environment) =>
        LocalHostOptions.Parse(args, name => environment.FirstOrDefault(pair => pair.Name == name).Value);

    [Fact]
    public void DefaultsAreOneOfEachOnPort5080()
    {
        var options = Parse([]);
        Assert.Equal((5080, "localhost", 1, 1, ".data"),
            (options.ApiPort, options.ApiHost, options.ApiReplicas, options.WorkerReplicas, options.DataDirectory));
        Assert.Null(options.RedisConnectionString);
    }

    [Fact]
    public void ReplicasAreTakenInBothSpellings()
    {
        var options = Parse(["--api-replicas", "3", "--worker-replicas=4"], ("API_PORT", "6000"));
        Assert.Equal((6000, 3, 4), (options.ApiPort, options.ApiReplicas, options.WorkerReplicas));
    }

    [Theory]
    [InlineData("--api-replicas", "0")]
    [InlineData("--api-replicas", "-1")]
    [InlineData("--api-replicas", "two")]
    [InlineData("--api-replicas", "33")]
    [InlineData("--worker-replicas", "1.5")]
    [InlineData("--worker-replicas", "")]
    public void AValueOutOfRangeIsNamed(string name, string value)
    {
        var error = Assert.Throws<LocalHostException>(() => Parse([name, value]));
        Assert.Contains(name, error.Message);
        Assert.Contains($"'{value}'", error.Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("http")]
    public void AWrongPortIsNamed(string port) =>
        Assert.Contains("API_PORT", Assert.Throws<LocalHostException>(() => Parse([], ("API_PORT", port))).Message);

    [Fact]
    public void ReplicasMustFitBelowTheLastPort() =>
        Assert.Contains("no room", Assert.Throws<LocalHostException>(() => Parse(["--api-replicas", "2"], ("API_PORT", "65535"))).Message);

    [Fact]
    public void AMissingNumberIsAnError() =>
        Assert.Contains("needs a number", Assert.Throws<LocalHostException>(() => Parse(["--api-replicas"])).Message);

    [Fact]
    public void AnUnknownOptionIsAnError() =>
        Assert.Contains("--replicas", Assert.Throws<LocalHostException>(() => Parse(["--replicas", "2"])).Message);
}
