using System.Net;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The commands of the dashboard when the Api tells callers apart.</summary>
public sealed class OperatorTests
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task TheDashboardHasAKeyOfItsOwnForItsCommands()
    {
        using var directory = new TemporaryDirectory();
        string hash = Edge.Auth.ApiKey.HashOf("ann's key");
        await using var app = await RunningApp.StartAsync(
            new RunningAppOptions
            {
                DataDirectory = directory.Path,
                Apis = 1,
                Workers = 1,
                Arguments =
                [
                    "--Auth:Mode=apikey", "--Auth:Keys:0:Name=ann", "--Auth:Keys:0:Subject=ann", $"--Auth:Keys:0:Hash={hash}", "--Auth:Keys:0:Scopes:0=jobs:read",
                ],
            },
            CancellationToken.None);
        using var anonymous = new JobClient(app.ApiUrls[0]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/ops/nodes")).Status);

        string message = (await app.CommandAsync("api", "start-sample-job"))!;
        Assert.Matches("^Job [0-9a-f-]{36} has started.$", message);
        Assert.Contains("drains", await app.CommandAsync(app.Workers[0].Name, "drain"), StringComparison.Ordinal);
        Assert.Contains("claims jobs", await app.CommandAsync(app.Workers[0].Name, "undrain"), StringComparison.Ordinal);
        await app.CommandAsync("api", "cancel-all-jobs");
        await Logs.EventuallyAsync(async () => await app.CommandAsync("api", "clear-jobs") == "Removed jobs: 1.", "the job has not ended");

        Assert.DoesNotContain(app.Log, line => line.Contains("Bearer", StringComparison.Ordinal));
    }
}
