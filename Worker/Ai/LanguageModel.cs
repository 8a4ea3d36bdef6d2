using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// Pipelines call a language model with this class. It streams text, or gives an answer that matches a schema.
/// It retries after a rate limit or an unavailable endpoint, within the limits of <see cref="AiOptions"/>. The last failure is an
/// <see cref="AiException"/>. Safe for concurrent use.
/// </summary>
public sealed class LanguageModel
{
    private readonly IChatClient _chat;
    private readonly AiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LanguageModel> _logger;
    private readonly ResiliencePipeline _retry;

    public LanguageModel(IChatClient chat, IOptions<AiOptions> options, TimeProvider time, ILogger<LanguageModel> logger)
    {
        _chat = chat;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _retry = CreateRetry();
    }

    /// <summary>
    /// Yields the answer piece by piece. The stream ends where the model ends its answer, or it throws: then the caller decides
    /// whether it keeps the text so far. After the first piece the call is not retried, so no text comes twice.
    /// </summary>
    /// <exception cref="AiException">Any failure.</exception>
    public async IAsyncEnumerable<string> StreamTextAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RequireFits(prompt);
        var (stream, text) = await _retry.ExecuteAsync(
            async (state, token) => await state.Model.OpenAsync(state.Prompt, token), (Model: this, Prompt: prompt), cancellationToken);
        bool complete = false;
        await using (stream)
        {
            try
            {
                for (; text is not null; text = await stream.ReadAsync())
                    yield return text;
                complete = true;
            }
            finally
            {
                if (!complete)
                {
                    WorkCost.AddLost(_options.PriceOf(stream.Usage));
                    WorkCost.AddCall(CallOf(stream.Usage, stream.Began, stream.Duration, "broken_off"));
                }
            }
        }
        Count(prompt, stream.Usage, stream.Began, stream.Duration);
        WorkCost.Add(_options.PriceOf(stream.Usage));
    }

    /// <summary>
    /// An answer as <typeparamref name="T"/>, checked against the JSON schema of that type (see <see cref="AnswerSchema"/>). An answer
    /// that does not match goes back to the model once, with its errors.
    /// </summary>
    /// <exception cref="AiException">Any failure; <see cref="AiErrorCodes.BadOutput"/> when the second answer does not match either.</exception>
    public async Task<T> CompleteAsync<T>(Prompt prompt, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
        where T : class
    {
        var schema = AnswerSchema.Of(type);
        var request = new ChatOptions { MaxOutputTokens = _options.MaxOutputTokens };
        if (_options.NativeJsonSchema)
        {
            request.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.Schema, schema.Name);
            request.AdditionalProperties = new() { ["strict"] = true }; // only Microsoft.Extensions.AI.OpenAI reads it
        }
        else
        {
            prompt = prompt.WithSystem($"Answer with one JSON object and nothing else. It has to match this JSON schema:\n{schema.Schema.GetRawText()}");
        }

        var (answer, price) = await AskAsync(prompt, request, cancellationToken);
        if (schema.TryRead(answer, type, out var value, out var errors))
        {
            WorkCost.Add(price);
            return value;
        }

        WorkCost.AddLost(price);

        _logger.LogWarning("The model's answer does not match {Schema} ({Errors} errors). The model is asked once more.", schema.Name, errors.Count);
        (answer, price) = await AskAsync(prompt.Then(answer, AnswerSchema.Repair(errors)), request, cancellationToken);
        if (schema.TryRead(answer, type, out value, out errors))
        {
            WorkCost.Add(price);
            return value;
        }

        WorkCost.AddLost(price);
        throw new AiException(AiErrorCodes.BadOutput,
            $"The model's second answer does not match the schema {schema.Name} either: {string.Join("; ", errors)}", retryable: true);
    }

    private async ValueTask<(AnswerStream Stream, string? First)> OpenAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        var request = new ChatOptions { MaxOutputTokens = _options.MaxOutputTokens };
        var stream = new AnswerStream(_chat, prompt, request, _options, _time, cancellationToken);
        try
        {
            return (stream, await stream.ReadAsync());
        }
        catch (Exception e)
        {
            WorkCost.AddLost(_options.PriceOf(stream.Usage));
            WorkCost.AddCall(CallOf(stream.Usage, stream.Began, stream.Duration, (e as AiException)?.Code ?? "canceled"));
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>A complete answer and its price. An answer that can't be used is lost.</summary>
    private async Task<(string Text, double Price)> AskAsync(Prompt prompt, ChatOptions request, CancellationToken cancellationToken)
    {
        RequireFits(prompt);
        return await _retry.ExecuteAsync(async token =>
        {
            using var call = new ModelCall(_options, _time, token);
            long began = _time.GetTimestamp();
            var at = _time.GetUtcNow();
            ChatResponse response;
            try
            {
                response = await _chat.GetResponseAsync(prompt.Messages, request, call.Token);
            }
            catch (Exception e)
            {
                var failure = call.Translate(e);
                WorkCost.AddCall(CallOf(null, at, _time.GetElapsedTime(began), (failure as AiException)?.Code ?? "canceled"));
                throw failure;
            }
            Count(prompt, response.Usage, at, _time.GetElapsedTime(began));
            double price = _options.PriceOf(response.Usage);
            try
            {
                ModelCall.RequireComplete(response.FinishReason, response.Text.Length > 0);
            }
            catch
            {
                WorkCost.AddLost(price);
                throw;
            }

            return (response.Text, price);
        }, cancellationToken);
    }

    private void RequireFits(Prompt prompt)
    {
        if (prompt.EstimatedTokens > _options.MaxInputTokens)
        {
            throw new AiException(AiErrorCodes.ContextOverflow,
                $"The text is too long: about {prompt.EstimatedTokens} tokens, {_options.MaxInputTokens} are allowed.");
        }
    }

    // The log never contains the text: it is personal data.
    private void Count(Prompt prompt, UsageDetails? usage, DateTimeOffset began, TimeSpan duration)
    {
        WorkCost.AddCall(CallOf(usage, began, duration, null));
        ModelMetrics.Answered(_options.Model, usage, duration);
        _logger.LogDebug("{Model} answered {Prompt}: {InputTokens} tokens in, {OutputTokens} out.",
            _options.Model, prompt.Name, usage?.InputTokenCount, usage?.OutputTokenCount);
    }

    private ModelUse CallOf(UsageDetails? usage, DateTimeOffset began, TimeSpan duration, string? error) => new(
        _options.Model ?? "", began, Math.Round(duration.TotalMilliseconds, 1), usage?.InputTokenCount, usage?.OutputTokenCount,
        _options.PriceOf(usage) is > 0 and var price ? price : null, error);

    private ResiliencePipeline CreateRetry()
    {
        if (_options.MaxRetries == 0)
            return ResiliencePipeline.Empty;

        return new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new RetryStrategyOptions
        {
            // A time-out is not retried here, because a slow model stays slow: the step's own retry handles it later.
            // A worker's slot does not wait longer than MaxRetryDelay.
            ShouldHandle = new PredicateBuilder().Handle<AiException>(e =>
                e.Retryable && e.Code is AiErrorCodes.RateLimited or AiErrorCodes.Unavailable && !(e.RetryAfter > _options.MaxRetryDelay)),
            MaxRetryAttempts = _options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _options.RetryDelay,
            MaxDelay = _options.MaxRetryDelay,
            // The jitter prevents workers that were refused at the same time from retrying at the same time.
            DelayGenerator = static attempt => new(attempt.Outcome.Exception is AiException { RetryAfter: { } wait } && wait > TimeSpan.Zero
                ? wait * (1 + (0.1 * Random.Shared.NextDouble()))
                : (TimeSpan?)null),
            OnRetry = attempt =>
            {
                _logger.LogWarning("The model's call failed ({Code}); retry {Attempt} of {Retries} in {Delay}.",
                    (attempt.Outcome.Exception as AiException)?.Code, attempt.AttemptNumber + 1, _options.MaxRetries, attempt.RetryDelay);
                return default;
            },
        }).Build();
    }
}
