using AspireStreaming.Worker.Ai;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Tests.Worker.Ai;

public sealed class AiOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Ai:Provider=builtin")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:ApiKey=k")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:Endpoint=http://ollama:11434/v1")]
    [InlineData("Ai:Provider=anthropic;Ai:Model=m;Ai:ApiKey=k;Ai:Timeout=00:01:00")]
    public async Task AGoodConfigurationStarts(string settings)
    {
        using var host = Build(settings);
        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Ai:Provider=gemini", "Provider")]
    [InlineData("Ai:Provider=openai;Ai:ApiKey=k", "Model")]
    [InlineData("Ai:Provider=openai;Ai:Model=m", "ApiKey")]
    [InlineData("Ai:Provider=anthropic;Ai:Model=m;Ai:ApiKey=", "ApiKey")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:ApiKey=sk-secret-1\n", "ApiKey")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:Endpoint=ftp://example.org", "Endpoint")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:Endpoint=/v1", "Endpoint")]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:Endpoint=https://user:sk-secret-1@example.org", "Endpoint")]
    [InlineData("Ai:Timeout=00:00:00", "Timeout")]
    [InlineData("Ai:MaxRetries=99", "MaxRetries")]
    [InlineData("Ai:MaxInputTokens=many", "MaxInputTokens")]
    [InlineData("Ai:PriceOfInput=-1", "PriceOfInput")]
    [InlineData("Ai:PriceOfOutput=NaN", "PriceOfOutput")]
    public async Task AnInvalidConfigurationIsReportedAtStart(string settings, string named)
    {
        using var host = Build(settings);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", typeof(BuiltinGreeter))]
    [InlineData("Ai:Provider=openai;Ai:Model=m;Ai:ApiKey=k", typeof(ModelGreeter))]
    [InlineData("Ai:Provider=anthropic;Ai:Model=m;Ai:ApiKey=k", typeof(ModelGreeter))]
    public void TheProviderSelectsTheImplementation(string settings, Type expected)
    {
        using var host = Build(settings);

        Assert.IsType(expected, host.Services.GetRequiredService<IGreeter>());
    }

    [Fact]
    public void WithoutAProviderThereIsNoModel()
    {
        using var host = Build("");

        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<LanguageModel>());
    }

    private static IHost Build(string settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));
        builder.Services.AddLogging();
        builder.AddAi();
        builder.Services.AddIntelligence<IGreeter, BuiltinGreeter, ModelGreeter>();
        return builder.Build();
    }

    private interface IGreeter;

    private sealed class BuiltinGreeter : IGreeter;

    private sealed class ModelGreeter(LanguageModel model) : IGreeter
    {
        public LanguageModel Model { get; } = model;
    }
}
