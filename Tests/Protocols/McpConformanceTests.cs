using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Viewers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Tests.Protocols;

/// <summary>
/// The conformance suites of MCP: those of their scenarios that concern tools, tasks, streams and hosts, with the tools they ask for as pipelines.
/// </summary>
public sealed class McpConformanceTests
{
    private static readonly string Directory = Path.Combine(Repository.Root, "Tests", "conformance");

    private const string Old = "conformance-2025";
    private const string New = "@modelcontextprotocol/conformance";

    private static readonly string[] OldScenarios =
    [
        "server-initialize", "tools-call-error", "tools-call-with-progress", "json-schema-2020-12", "server-sse-multiple-streams", "dns-rebinding-protection",
    ];

    private static readonly string[] NewScenarios =
    [
        "tools-call-with-progress", "tasks-lifecycle", "tasks-capability-negotiation", "tasks-wire-fields", "tasks-request-state-removal",
        "tasks-request-headers", "tasks-dispatch-and-envelope",
    ];

    /// <summary>Checks of what this server does not have.</summary>
    private static readonly string[] NotOffered =
    [
        // Tools that never become a task: each pipeline can take long.
        "tasks-sync-tool-call", "tasks-headers-tolerate-mcp-method-on-tools-call", "sep-2663-legacy-task-param-ignored",
        "tasks-result-type-complete-on-non-task-responses",
    ];

    /// <summary>Each scenario is a program of its own, which takes as long to start as to judge.</summary>
    [Fact]
    public Task ProgressAndTasksPass() => CheckAsync(New, NewScenarios[..2]);

    [Fact]
    [Trait("Category", "Long")]
    public Task EveryCheckOfTheScenariosPasses() => CheckAsync(New, NewScenarios);

    [Fact]
    [Trait("Category", "Long")]
    public Task EveryCheckOfTheScenariosOfTheVersionBeforePasses() => CheckAsync(Old, OldScenarios);

    private static async Task CheckAsync(string suite, string[] scenarios)
    {
        await NodeModules.EnsureAsync(Directory);
        await using var system = await EmbeddedSystem.StartAsync([], builder =>
        {
            builder.AddJobWorker();
            foreach (var pipeline in ConformancePipeline.All)
            {
                builder.Services.AddSingleton<IPipeline>(pipeline);
            }
        });
        using var results = new TemporaryDirectory();
        var url = new Uri(system.Http.BaseAddress!, "/mcp");
        foreach (string[] some in scenarios.Chunk(4))
        {
            await Task.WhenAll(some.Select(scenario => RunAsync(suite, scenario, url, Path.Combine(results.Path, scenario))));
        }

        var failed = new List<string>();
        foreach (string scenario in scenarios)
        {
            string file = Assert.Single(System.IO.Directory.GetFiles(Path.Combine(results.Path, scenario), "checks.json", SearchOption.AllDirectories));
            using var checks = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            Assert.NotEqual(0, checks.RootElement.GetArrayLength());
            failed.AddRange(checks.RootElement.EnumerateArray()
                .Where(check => check.GetProperty("status").GetString() == "FAILURE" && !NotOffered.Contains(check.GetProperty("id").GetString()))
                .Select(check => $"{suite} {scenario}: {check}"));
        }

        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
    }

    private static async Task RunAsync(string suite, string scenario, Uri url, string results)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "node",
            ["--import", "./node20.mjs", $"node_modules/{suite}/dist/index.js", "server", "--url", $"{url}", "--scenario", scenario, "--output-dir", results])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(System.IO.Directory.Exists(results), $"{scenario}: {await output}\n{error}");
    }
}
