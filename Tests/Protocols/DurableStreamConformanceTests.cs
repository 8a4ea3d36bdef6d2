using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Viewers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Protocols;

/// <summary>The groups of the Durable Streams conformance suite that read. Their streams are written by <see cref="WrittenStreams"/>.</summary>
public sealed class DurableStreamConformanceTests
{
    private const string Groups =
        "Read Operations|Long-Poll Operations|Browser Security Headers|HEAD Metadata should|Offset Validation and Resumability|Long-Poll Edge Cases|Caching and ETag|SSE Mode"
        + "|HEAD with Stream Closure|Read Closed Streams|Long-poll with Stream Closure|SSE with Stream Closure";

    /// <summary>What is not in these streams, which are JSON.</summary>
    private static readonly string[] NotOffered = ["binary", "base64", "text/plain", "embedded event boundaries become literal data"];

    [Fact]
    public async Task EveryTestOfTheReadingGroupsPasses()
    {
        string directory = Path.Combine(Repository.Root, "Tests", "conformance");
        await NodeModules.EnsureAsync(directory);
        await using var system = await EmbeddedSystem.StartAsync(
            [("Api:Heartbeat", "00:00:00.300"), ("Api:AllowedOrigins:0", "https://example.com")], builder => builder.Services.AddSingleton<IStartupFilter, WrittenStreams>());
        using var results = new TemporaryDirectory();
        string file = Path.Combine(results.Path, "results.json");
        using var process = Process.Start(new ProcessStartInfo(
            "node", ["node_modules/vitest/vitest.mjs", "run", "durable-streams.spec.js", "-t", Groups, "--reporter=json", $"--outputFile={file}"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["STREAMS_URL"] = $"{system.Http.BaseAddress}".TrimEnd('/') },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(File.Exists(file), $"{await output}\n{error}");
        using var run = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var tests = run.RootElement.GetProperty("testResults")[0].GetProperty("assertionResults").EnumerateArray()
            .Where(test => test.GetProperty("status").GetString() != "skipped")
            .Where(test => !NotOffered.Any(word => test.GetProperty("fullName").GetString()!.Contains(word, StringComparison.Ordinal)))
            .ToList();
        Assert.True(tests.Count > 60, $"{tests.Count} tests ran");
        var failed = tests.Where(test => test.GetProperty("status").GetString() != "passed").Select(test => $"{test.GetProperty("fullName")}: {test.GetProperty("failureMessages")}");
        Assert.True(!failed.Any(), string.Join("\n\n", failed));
    }
}
