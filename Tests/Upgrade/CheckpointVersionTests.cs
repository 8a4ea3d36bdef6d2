using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Execution;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Upgrade;

/// <summary>A worker goes on at a step that a worker of another version has finished.</summary>
public sealed partial class CheckpointVersionTests : IAsyncDisposable
{
    private readonly TestStore _store = TestStore.Memory(o => o.Lease = TimeSpan.FromMinutes(1));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("""{"Count":3,"Unit":"m","Scale":{"by":10}}""", "3 m")] // a newer version has one more member
    [InlineData("""{"Count":3}""", "3 ")] // an earlier one has one less
    public async Task AnOutputOfAnotherVersionIsRead(string checkpoint, string expected)
    {
        var (_, log, runs) = await GoOnAsync(checkpoint);
        Assert.Equal(0, runs);
        var done = Assert.Single(TestExecution.Of<DoneEvent>(log));
        Assert.Equal((JobStatus.Completed, expected), (done.Status, done.Summary!.Value.GetString()));
    }

    [Fact]
    public async Task AnOutputThatCantBeReadFailsTheJobAndIsKept()
    {
        var (id, log, runs) = await GoOnAsync("""{"Count":"three"}""");
        Assert.Equal(0, runs); // the work is not done twice
        Assert.Equal("internal_error", Assert.Single(TestExecution.Of<JobErrorEvent>(log)).Code);
        var checkpoints = await _store.Jobs.GetCheckpointsAsync(id, default);
        Assert.Contains("three", Encoding.UTF8.GetString(checkpoints["one"].Span), StringComparison.Ordinal);
    }

    private async Task<(Guid Id, IReadOnlyList<JobEvent> Log, int Runs)> GoOnAsync(string checkpoint)
    {
        int runs = 0;
        var execution = new TestExecution(_store, async job =>
        {
            var measured = await job.StepAsync("one", OutputJson.Default.Measured, _ =>
            {
                runs++;
                return Task.FromResult(new Measured(0));
            });
            return JsonSerializer.SerializeToElement($"{measured.Count} {measured.Unit}");
        });
        var id = await execution.StartAsync();
        var start = (await _store.Jobs.BeginAttemptAsync(id, null, null, default))!;
        var other = new JobWriter(_store.Log, start, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await other.CommitAsync("one", [new StepProgressEvent("one", StepStatus.Completed, 100)], new Checkpoint("one", Encoding.UTF8.GetBytes(checkpoint)), JobStatus.Queued, default);
        await other.DisposeAsync();
        await execution.ExecuteAsync(await execution.ClaimAsync("a"));
        return (id, await _store.Log.AllAsync(id), runs);
    }

    internal sealed record Measured(int Count, string? Unit = null);

    [JsonSerializable(typeof(Measured))]
    internal sealed partial class OutputJson : JsonSerializerContext;
}
