using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Readers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;

namespace Microsoft.Extensions.Hosting;

public static class AiRegistration
{
    private const string HttpKey = "ai";

    /// <summary>The activity source and the meter of the calls: the library's default name, which dashboards know.</summary>
    internal const string TelemetryName = "Experimental.Microsoft.Extensions.AI";

    /// <summary>
    /// Adds <see cref="LanguageModel"/> over the provider that section <c>Ai</c> names. With <see cref="AiProvider.Builtin"/> only
    /// the options can be resolved: resolving the model is an error.
    /// </summary>
    public static IHostApplicationBuilder AddAi(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<AiOptions>(AiOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(HttpKey, (provider, _) => ModelTransport.CreateClient(Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(CreateChatClient);
        services.AddSingleton<LanguageModel>();
        services.AddSingleton<ReaderModel>();
        services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(TelemetryName))
            .WithMetrics(metrics => metrics.AddMeter(TelemetryName));
        return builder;
    }

    /// <summary>Adds one domain service: the LLM's implementation if <c>Ai:Provider</c> names a provider, else the built-in one.</summary>
    public static IServiceCollection AddIntelligence<TService, TBuiltin, TModel>(this IServiceCollection services)
        where TService : class
        where TBuiltin : class, TService
        where TModel : class, TService =>
        services.AddSingleton<TService>(provider => Options(provider).Provider == AiProvider.Builtin
            ? ActivatorUtilities.CreateInstance<TBuiltin>(provider)
            : ActivatorUtilities.CreateInstance<TModel>(provider));

    private static AiOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<AiOptions>>().Value;

    /// <summary>Each call gives a span and a measurement of duration and tokens, by the OpenTelemetry conventions for generative AI.</summary>
    private static IChatClient CreateChatClient(IServiceProvider provider)
    {
        var options = Options(provider);
        // Always set: otherwise an environment variable of the library could enable the content.
        var pipeline = new ChatClientBuilder(CreateProvider(options, provider.GetRequiredKeyedService<HttpClient>(HttpKey)))
            .UseOpenTelemetry(sourceName: TelemetryName, configure: client => client.EnableSensitiveData = options.TraceContent);
        // At level Trace the library logs whole prompts and answers; LanguageModel logs each call without them.
        return (options.TraceContent ? pipeline.UseLogging() : pipeline).Build(provider);
    }

    // LanguageModel does the retries and time-outs. The SDKs' own retries are off, because each of our retries would become three.
    // The SDKs' time-outs are longer than ours.
    private static IChatClient CreateProvider(AiOptions options, HttpClient http)
    {
        var idle = options.Timeout + TimeSpan.FromMinutes(1);
        switch (options.Provider)
        {
            case AiProvider.OpenAI:
                var openAI = new OpenAIClientOptions
                {
                    Endpoint = options.BaseAddress,
                    Transport = new HttpClientPipelineTransport(http),
                    RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                    NetworkTimeout = idle,
                };
                // The SDK requires a key. An endpoint without keys ignores it.
                var chat = new ChatClient(options.Model!, new ApiKeyCredential(options.ApiKey ?? "none"), openAI);
                return new OpenAiAnswers(chat.AsIChatClient(), options.ApiKey);

            case AiProvider.Anthropic:
                // AuthToken is set so that the SDK takes no token from the environment in addition to our key.
                var anthropic = new AnthropicClient
                {
                    BaseUrl = options.BaseAddress.ToString().TrimEnd('/'),
                    ApiKey = options.ApiKey ?? "none",
                    AuthToken = null,
                    HttpClient = http,
                    MaxRetries = 0,
                    Timeout = idle,
                };
                return anthropic.AsIChatClient(options.Model, options.MaxOutputTokens);

            default:
                throw new InvalidOperationException($"{AiOptions.Section}:{nameof(AiOptions.Provider)} is {options.Provider}: there is no language model.");
        }
    }
}
