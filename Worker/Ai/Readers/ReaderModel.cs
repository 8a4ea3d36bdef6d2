using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Worker.Intelligence;
using Polly;
using Polly.CircuitBreaker;

namespace AspireStreaming.Worker.Ai.Readers;

/// <summary>
/// The language model as the readers of documents ask it. Where it is away, refuses, or gives no usable answer, there is no answer, and the
/// built-in reader stands in. After some failed calls in a row it is left alone for a while: a pile of CVs must not wait for each of them.
/// </summary>
public sealed class ReaderModel
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly LanguageModel _model;
    private readonly ILogger<ReaderModel> _logger;
    private readonly ResiliencePipeline _breaker;

    public ReaderModel(LanguageModel model, TimeProvider time, ILogger<ReaderModel> logger)
    {
        _model = model;
        _logger = logger;
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<AiException>(
                e => e.Code is AiErrorCodes.Unavailable or AiErrorCodes.Timeout or AiErrorCodes.RateLimited),
            FailureRatio = 1,
            MinimumThroughput = 4,
            SamplingDuration = Rest,
            BreakDuration = Rest,
        }).Build();
    }

    /// <returns>The answer, or null and the reason.</returns>
    /// <exception cref="AiException">The key is refused: the operator has to know.</exception>
    public async Task<(T? Answer, ReadBy By)> AskAsync<T>(Prompt prompt, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        string because;
        try
        {
            return (await _breaker.ExecuteAsync(async token => await _model.CompleteAsync(prompt, type, token), cancellationToken), new ReadBy(ReadBy.Model));
        }
        catch (AiException e) when (e.Code != AiErrorCodes.Unauthorized)
        {
            because = e.Code;
        }
        catch (BrokenCircuitException)
        {
            because = AiErrorCodes.Unavailable;
        }

        _logger.LogWarning("The built-in reader answers {Prompt} instead of the model ({Code}).", prompt.Name, because);
        return (null, new ReadBy(ReadBy.Builtin, because));
    }
}
