using System.Numerics.Tensors;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Pipelines;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Worker.Embeddings;

/// <summary>Pipelines get the vectors of sentences here, each of length 1. Safe for concurrent use.</summary>
internal sealed class SentenceVectors(IOptions<EmbeddingOptions> options, Lazy<IEmbeddingGenerator<string, Embedding<float>>> generator)
{
    private readonly EmbeddingOptions _options = options.Value;

    /// <summary>False with <see cref="EmbeddingProvider.None"/>: then there are no vectors.</summary>
    public bool AreThere => _options.Provider != EmbeddingProvider.None;

    /// <param name="sentences">Of one document.</param>
    /// <param name="language">Of the document, as an ISO 639-1 code.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One vector for each sentence, in their order.</returns>
    /// <exception cref="PipelineException">The endpoint failed.</exception>
    public async Task<float[][]> OfAsync(IReadOnlyList<string> sentences, string? language, CancellationToken cancellationToken)
    {
        // Other models know their languages, and their endpoints may refuse what they do not know.
        var request = _options.Provider == EmbeddingProvider.Local
            ? new EmbeddingGenerationOptions { AdditionalProperties = new() { [LocalEmbeddings.LanguageProperty] = language } } : null;
        var vectors = new List<float[]>(sentences.Count);
        foreach (string[] batch in sentences.Chunk(Math.Max(_options.BatchSize, 1)))
        {
            vectors.AddRange(await BatchAsync(batch, request, cancellationToken));
        }

        return [.. vectors];
    }

    private async Task<IEnumerable<float[]>> BatchAsync(string[] batch, EmbeddingGenerationOptions? request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.Provider == EmbeddingProvider.OpenAI)
        {
            limit.CancelAfter(_options.Timeout);
        }

        try
        {
            var embeddings = await generator.Value.GenerateAsync(batch, request, limit.Token);
            return embeddings.Count == batch.Length
                ? embeddings.Select(e => Unit(e.Vector.Span))
                : throw new AiException(AiErrorCodes.BadOutput, $"The embedding endpoint gave {embeddings.Count} vectors for {batch.Length} sentences.", retryable: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PipelineException(AiErrorCodes.Timeout, $"The embedding endpoint did not answer within {_options.Timeout.TotalSeconds:0.##} s.", retryable: true, inner: e);
        }
        catch (Exception e) when (e is not OperationCanceledException && _options.Provider == EmbeddingProvider.OpenAI)
        {
            throw ModelFailure.ToPipelineException(Cause(e) ?? new AiException(
                AiErrorCodes.Unavailable, "The embedding endpoint's answer does not follow its protocol.", retryable: true, inner: e));
        }
    }

    private static AiException? Cause(Exception? e) => e is null or AiException ? e as AiException : Cause(e.InnerException);

    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        float[] unit = vector.ToArray();
        float length = TensorPrimitives.Norm<float>(unit);
        if (length > 0)
        {
            TensorPrimitives.Divide(unit, length, unit);
        }

        return unit;
    }
}
