using System.ClientModel;
using System.ClientModel.Primitives;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Microsoft.Extensions.Hosting;

public static class EmbeddingRegistration
{
    /// <summary>
    /// Adds an <see cref="IEmbeddingGenerator{String,Embedding}"/> as section <c>Embeddings</c> says, made by the first job that asks for it.
    /// A generator of the application, registered before, takes precedence.
    /// </summary>
    public static IHostApplicationBuilder AddEmbeddings(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<EmbeddingOptions>(EmbeddingOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Create);
        services.AddSingleton(provider => new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(
            provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>));
        services.AddSingleton<SentenceVectors>();
        return builder;
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value;
        return options.Provider switch
        {
            EmbeddingProvider.Local => new LocalEmbeddings(options),
            EmbeddingProvider.OpenAI => CreateOpenAI(options, provider.GetRequiredService<TimeProvider>())
                .AsBuilder().UseOpenTelemetry(sourceName: AiRegistration.TelemetryName, configure: client => client.EnableSensitiveData = false).Build(provider),
            _ => throw new InvalidOperationException($"{EmbeddingOptions.Section}:{nameof(EmbeddingOptions.Provider)} is {options.Provider}: there are no embeddings."),
        };
    }

    // A failed call fails its step, which is retried: the SDK's own retries are off.
    private static IEmbeddingGenerator<string, Embedding<float>> CreateOpenAI(EmbeddingOptions options, TimeProvider time)
    {
        var client = new OpenAIClientOptions
        {
            Endpoint = options.BaseAddress,
            Transport = new HttpClientPipelineTransport(ModelTransport.CreateClient(new AiOptions { ApiKey = options.ApiKey }, time)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = options.Timeout + TimeSpan.FromMinutes(1),
        };
        // The SDK requires a key. An endpoint without keys ignores it.
        return new OpenAI.Embeddings.EmbeddingClient(options.Model!, new ApiKeyCredential(options.ApiKey ?? "none"), client).AsIEmbeddingGenerator();
    }
}
