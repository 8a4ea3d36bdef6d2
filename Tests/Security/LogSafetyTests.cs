using System.Net;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Tests.Worker.Execution;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Security;

/// <summary>An error that quotes what a client sent writes no text of the client into the log, and no log line can be forged.</summary>
public sealed class LogSafetyTests
{
    private const string Sent = "Jane Doe\n1999-01-01 crit: Forged[0] all is lost\r\u001b[2K";

    [Fact]
    public async Task AFailedRequestIsLoggedWithItsRouteAndWithoutItsInput()
    {
        var log = new LogCapture();
        await using var system = await EmbeddedSystem.StartAsync(services => services
            .AddSingleton<ILoggerProvider>(log)
            .AddSingleton<IProjectStore, QuotingStore>());
        using var response = await system.Http.GetAsync($"/projects/{Uri.EscapeDataString("Jane Doe")}/backlog");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("GET /projects/{project_id}/backlog failed: System.FormatException", log.Text, StringComparison.Ordinal);
        AssertClean(log);
    }

    [Fact]
    public async Task ADefectOfAPipelineIsLoggedWithItsPlaceAndWithoutItsMessage()
    {
        var log = new LogCapture();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await using var store = TestStore.Memory();
        var execution = new TestExecution(store, _ => throw new InvalidOperationException(Sent, new FormatException(Sent)))
        {
            Log = factory.CreateLogger<AspireStreaming.Streaming.Execution.JobExecutor>(),
        };
        await execution.RunOneAsync();
        Assert.Contains("has a defect: System.InvalidOperationException", log.Text, StringComparison.Ordinal);
        Assert.Contains("caused by System.FormatException", log.Text, StringComparison.Ordinal);
        Assert.Contains($"at {typeof(LogSafetyTests).FullName}", log.Text, StringComparison.Ordinal);
        AssertClean(log);
    }

    /// <summary>In production a record is one line of JSON. A text with line breaks in it, which no category of the product logs, stays in its line.</summary>
    [Theory]
    [InlineData("Api")]
    [InlineData("Worker")]
    public void ARecordIsOneLineOfJson(string process)
    {
        var original = Console.Out;
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, process, "appsettings.json")).Build();
            using var factory = LoggerFactory.Create(logging => logging.AddConfiguration(settings.GetSection("Logging")).AddConsole());
            factory.CreateLogger("a").LogWarning(new InvalidOperationException(Sent), "{Text}", Sent);
        }
        finally
        {
            Console.SetOut(original);
        }

        string line = Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.Contains("Jane Doe", StringComparison.Ordinal));
        Assert.Equal(Sent, JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString());
        Assert.DoesNotContain('\r', line);
        Assert.DoesNotContain('\u001b', line);
    }

    private static void AssertClean(LogCapture log)
    {
        Assert.DoesNotContain("Jane Doe", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Forged", log.Text, StringComparison.Ordinal);
    }

    private sealed class QuotingStore : IProjectStore
    {
        public Task<int?> AddAsync(JobOwner? owner, string projectId, IReadOnlyList<BacklogItem> items, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<BacklogPage> ListAsync(JobOwner? owner, string projectId, int skip, int limit, CancellationToken cancellationToken) => throw new FormatException(Sent);
    }
}
