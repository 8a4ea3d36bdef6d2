using System.ComponentModel.DataAnnotations;
using AspireStreaming.Worker.Ai;

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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Provider != EmbeddingProvider.OpenAI ? [] : EndpointRules.Check(Section, $"{Provider}", Model, Endpoint, ApiKey);
}
