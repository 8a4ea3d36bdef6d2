using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Embeddings;

public enum EmbeddingProvider
{
    /// <summary>No embeddings: CVs are matched by their words only.</summary>
    None,

    /// <summary>The model all-MiniLM-L6-v2 in the worker's own process: no key, no network.</summary>
    Local,

    /// <summary>Any endpoint with the Embeddings API of OpenAI: OpenAI, Azure, Ollama, vLLM.</summary>
    OpenAI,
}

/// <summary>Section <c>Embeddings</c> of the configuration. Checked at start.</summary>
public sealed class EmbeddingOptions : IValidatableObject
{
    public const string Section = "Embeddings";

    private static readonly Uri OpenAIEndpoint = new("https://api.openai.com/v1");

    /// <summary>Where the vectors of sentences come from. A worker loads the local model with the first job that needs it.</summary>
    [EnumDataType(typeof(EmbeddingProvider))]
    public EmbeddingProvider Provider { get; set; } = EmbeddingProvider.Local;

    /// <summary>Base address, the part before <c>/embeddings</c> (<c>http://ollama:11434/v1</c>). Empty: OpenAI's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's name as the endpoint spells it. Not for the local model.</summary>
    public string? Model { get; set; }

    /// <summary>A secret: never in a log, never in an error. May be empty if a configured <see cref="Endpoint"/> needs no key.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The number of CPU cores that the local model may use in one worker, however many jobs match at a time.</summary>
    [Range(1, 64)]
    public int Threads { get; set; } = 1;

    /// <summary>The number of sentences in one call of the model.</summary>
    [Range(1, 1024)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The longest time for one call of an endpoint.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    internal Uri BaseAddress => Endpoint ?? OpenAIEndpoint;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider != EmbeddingProvider.OpenAI)
            yield break;

        if (string.IsNullOrWhiteSpace(Model))
            yield return new($"{Section}:{nameof(Model)} is missing: {Provider} needs the name of a model.", [nameof(Model)]);

        if (Endpoint is { } given && (!given.IsAbsoluteUri || given.Scheme is not ("http" or "https") || given.UserInfo.Length > 0))
            yield return new($"{Section}:{nameof(Endpoint)} must be an absolute http or https address without user name.", [nameof(Endpoint)]);

        if (string.IsNullOrWhiteSpace(ApiKey) && Endpoint is null)
            yield return new($"{Section}:{nameof(ApiKey)} is missing: the public endpoint of {Provider} needs one.", [nameof(ApiKey)]);

        // A line break would get into a header. Its usual source is a secret that was read from a file.
        if (ApiKey is not null && ApiKey.Any(c => c is <= ' ' or >= '\x7f'))
            yield return new($"{Section}:{nameof(ApiKey)} holds white space or a character that no key has.", [nameof(ApiKey)]);
    }
}
