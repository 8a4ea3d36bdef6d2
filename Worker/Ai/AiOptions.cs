using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

public enum AiProvider
{
    /// <summary>Deterministic text analysis: no key, no network.</summary>
    Builtin,

    /// <summary>Any endpoint with the Chat Completions API: OpenAI, Azure, Ollama, vLLM.</summary>
    OpenAI,

    /// <summary>Claude, over the Messages API.</summary>
    Anthropic,
}

/// <summary>Section <c>Ai</c> of the configuration. Checked at start.</summary>
public sealed class AiOptions : IValidatableObject
{
    public const string Section = "Ai";

    private static readonly Uri OpenAIEndpoint = new("https://api.openai.com/v1");
    private static readonly Uri AnthropicEndpoint = new("https://api.anthropic.com");

    /// <summary>Which implementation the pipelines use: deterministic text analysis, or a language model.</summary>
    [EnumDataType(typeof(AiProvider))]
    public AiProvider Provider { get; set; } = AiProvider.Builtin;

    /// <summary>Base address. Empty: the provider's address. For OpenAI, the part before <c>/chat/completions</c> (<c>http://ollama:11434/v1</c>).</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's name as the provider spells it.</summary>
    public string? Model { get; set; }

    /// <summary>A secret: never in a log, never in an error. May be empty if a configured <see cref="Endpoint"/> needs no key.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The longest time for one whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The longest pause within a streamed answer, including the wait for its first token.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The limit of a prompt in estimated tokens. A longer prompt is refused before it is sent and costs money.</summary>
    [Range(100, 10_000_000)]
    public int MaxInputTokens { get; set; } = 100_000;

    /// <summary>The limit of an answer; each request contains it. An answer cut at the limit is an error, not a result.</summary>
    [Range(16, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 8_000;

    /// <summary>Retries of one call after the first attempt, for rate limits and an unavailable endpoint. 0 disables retries.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>The delay before the first retry. It doubles with each retry and has jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry. If the provider asks for more, the call fails and reports that wait to its caller.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the endpoint accepts a JSON schema as response format. If not, the schema goes into the prompt; answers are checked either way.</summary>
    public bool NativeJsonSchema { get; set; } = true;

    /// <summary>Price of a million input tokens, for the metric <c>jobs.cost</c>. 0: unknown, and no cost is measured.</summary>
    [Range(0.0, 1_000_000.0)]
    public double PriceOfInput { get; set; }

    /// <summary>Price of a million output tokens, in the same currency.</summary>
    [Range(0.0, 1_000_000.0)]
    public double PriceOfOutput { get; set; }

    /// <summary>Whether spans and the log at level Trace contain prompts and answers. Off by default: both contain personal data.</summary>
    public bool TraceContent { get; set; }

    /// <summary>The price of one answer.</summary>
    internal double PriceOf(UsageDetails? usage) =>
        (((usage?.InputTokenCount ?? 0) * PriceOfInput) + ((usage?.OutputTokenCount ?? 0) * PriceOfOutput)) / 1_000_000;

    internal Uri BaseAddress => Endpoint ?? (Provider == AiProvider.Anthropic ? AnthropicEndpoint : OpenAIEndpoint);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Provider == AiProvider.Builtin ? [] : EndpointRules.Check(Section, $"{Provider}", Model, Endpoint, ApiKey);
}
