using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Worker.Pipelines.Diagnostics;

/// <summary>
/// Keeps a worker busy with a requested amount of work, with every feature that a pipeline can use: items in parallel with a
/// checkpoint each, metrics, a growing text, results. For smoke tests of a deployment, load tests and fault tests.
/// </summary>
internal sealed class DiagnosticsPipeline(IOptions<DiagnosticsOptions> options, TimeProvider time, ILogger<DiagnosticsPipeline> logger) : IPipeline
{
    public const string Name = "diagnostics";

    private const string Hashing = "hashing";
    private const string Sealing = "sealing";
    private const int DigestCharactersShown = 8;

    public PipelineDescriptor Descriptor { get; } = new(
        Name,
        "Hashes items for as long as it is asked to: a check of the system itself.",
        [Hashing, Sealing],
        PipelineResource.Read("Diagnostics/input.json"),
        PipelineResource.Read("Diagnostics/sample.json"));

    public async Task<JsonElement?> RunAsync(JobContext job)
    {
        var request = job.Request(DiagnosticsJson.Default.DiagnosticsRequest);
        var chains = await job.StepAsync(Hashing, DiagnosticsJson.Default.IReadOnlyListChainResult, step => HashAsync(step, job.JobId, request));
        var seal = await job.StepAsync(Sealing, DiagnosticsJson.Default.ChainResult, step => SealAsync(step, job.JobId, request, chains));
        return JsonSerializer.SerializeToElement(seal, DiagnosticsJson.Default.ChainResult);
    }

    private async Task<IReadOnlyList<ChainResult>> HashAsync(StepContext step, Guid jobId, DiagnosticsRequest request)
    {
        if (request.Stuck)
        {
            logger.LogWarning("Job {JobId} is stuck", jobId);
            Thread.Sleep(Timeout.Infinite);
        }

        string[] keys = [.. Enumerable.Range(0, request.Items).Select(i => $"item-{i}")];
        return await step.ForEachAsync(
            keys,
            key => key,
            DiagnosticsJson.Default.ChainResult,
            async (key, item) =>
            {
                long began = time.GetTimestamp();
                var chain = await RunAsync(jobId, key, Encoding.ASCII.GetBytes(key), request.Rounds, request.Share, null, item.Cancellation);
                await item.MetricAsync($"{key}_ms", Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 1), "ms");
                return chain;
            },
            request.Parallel,
            (done, total) => $"{done} of {total} items are hashed.");
    }

    private async Task<ChainResult> SealAsync(StepContext step, Guid jobId, DiagnosticsRequest request, IReadOnlyList<ChainResult> chains)
    {
        byte[] seed = [.. chains.SelectMany(chain => Convert.FromHexString(chain.Digest))];
        ChainResult seal;
        await using (var text = step.Text(Sealing))
        {
            seal = await RunAsync(
                jobId,
                Sealing,
                seed,
                request.SealRounds,
                request.Share,
                async (done, digest) =>
                {
                    text.Append($"{Convert.ToHexStringLower(digest.Span)[..DigestCharactersShown]} ");
                    await step.ProgressAsync((int)(done * 100 / request.SealRounds));
                },
                step.Cancellation);
        }

        await step.ResultAsync("seal", seal, DiagnosticsJson.Default.ChainResult);
        return seal;
    }

    private async Task<ChainResult> RunAsync(
        Guid jobId,
        string what,
        byte[] seed,
        long rounds,
        int share,
        Func<long, ReadOnlyMemory<byte>, ValueTask>? turn,
        CancellationToken cancellation)
    {
        if (rounds > options.Value.MaxRounds)
        {
            throw new PipelineException("over_limit", $"{what} asks for {rounds} rounds; this worker allows {options.Value.MaxRounds}.");
        }

        logger.LogInformation("Job {JobId} begins to hash {What}", jobId, what);
        try
        {
            return new ChainResult(Convert.ToHexStringLower(await HashChain.RunAsync(seed, rounds, share, turn, cancellation)), rounds);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            logger.LogInformation("Job {JobId} was told to stop and stopped hashing {What}", jobId, what);
            throw;
        }
    }
}
