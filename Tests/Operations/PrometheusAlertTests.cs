using System.Diagnostics;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Operations;

/// <summary>The alert rules, checked by Prometheus' own tool.</summary>
public sealed class PrometheusAlertTests
{
    [Theory]
    [InlineData("check", "alerts.yml")]
    [InlineData("test", "alerts.test.yml")]
    public async Task TheRulesAreValidAndFireWhenTheyShould(string command, string file)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", [command, "rules", file])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "deploy", "prometheus"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        string error = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(promtool.ExitCode == 0, $"{await output}\n{error}");
        Assert.Contains("SUCCESS", await output, StringComparison.Ordinal);
    }
}
