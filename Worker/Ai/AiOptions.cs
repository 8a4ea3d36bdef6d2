using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Ai;

public enum AiProvider
{
    /// <summary>Deterministic text analysis: no key, no network.</summary>
    Builtin,

    /// <summary>Any endpoint that speaks Chat Completions: OpenAI, Azure, Ollama, vLLM.</summary>
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

    [EnumDataType(typeof(AiProvider))]
    public AiProvider Provider { get; set; } = AiProvider.Builtin;

    /// <summary>Base address; the provider's own when empty. For OpenAI it ends where <c>/chat/completions</c> begins (<c>http://ollama:11434/v1</c>).</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's name as the provider spells it.</summary>
    public string? Model { get; set; }

    /// <summary>A secret: never logged, never in an error. May be empty for an own endpoint that asks for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The longest time for one whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The longest silence within a streamed answer, the wait for its first token included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A prompt estimated longer than this is refused before it is sent and paid for.</summary>
    [Range(100, 10_000_000)]
    public int MaxInputTokens { get; set; } = 100_000;

    /// <summary>Where the model is told to stop. An answer cut there is an error, not a result.</summary>
    [Range(16, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 8_000;

    /// <summary>Retries of one call after the first try, for rate limits and an endpoint that is away. 0 switches them off.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Before the first retry; doubles with each, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry. When the provider asks for more, the call fails and tells its caller when to come back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the endpoint accepts a JSON schema as response format. If not, the schema goes into the prompt; answers are checked either way.</summary>
    public bool NativeJsonSchema { get; set; } = true;

    /// <summary>Whether spans, and the log at level Trace, hold prompts and answers. They hold personal data: off by default.</summary>
    public bool TraceContent { get; set; }

    internal Uri BaseAddress => Endpoint ?? (Provider == AiProvider.Anthropic ? AnthropicEndpoint : OpenAIEndpoint);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider == AiProvider.Builtin)
            yield break;

        if (string.IsNullOrWhiteSpace(Model))
            yield return new($"{Section}:{nameof(Model)} is missing: {Provider} needs the name of a model.", [nameof(Model)]);

        if (Endpoint is { } given && (!given.IsAbsoluteUri || given.Scheme is not ("http" or "https") || given.UserInfo.Length > 0))
            yield return new($"{Section}:{nameof(Endpoint)} must be an absolute http or https address without user name.", [nameof(Endpoint)]);

        if (string.IsNullOrWhiteSpace(ApiKey) && Endpoint is null)
            yield return new($"{Section}:{nameof(ApiKey)} is missing: the public endpoint of {Provider} needs one.", [nameof(ApiKey)]);

        // A line break would end up in a header; the usual way it gets here is a secret read from a file.
        if (ApiKey is not null && ApiKey.Any(c => c is <= ' ' or >= '\x7f'))
            yield return new($"{Section}:{nameof(ApiKey)} holds white space or a character that no key has.", [nameof(ApiKey)]);
    }
}
