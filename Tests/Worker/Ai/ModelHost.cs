using System.Collections.Concurrent;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Worker.Ai;

/// <summary>A scripted endpoint, and the real services that call it.</summary>
internal sealed class ModelHost : IAsyncDisposable
{
    private readonly IHost _host;

    private ModelHost(ScriptedModelServer server, IHost host, LogCapture log)
    {
        Server = server;
        _host = host;
        Log = log;
    }

    public ScriptedModelServer Server { get; }
    public LogCapture Log { get; }
    public IServiceProvider Services => _host.Services;
    public LanguageModel Model => Services.GetRequiredService<LanguageModel>();

    public static async Task<ModelHost> StartAsync(
        AiProvider provider, ModelReply[] replies, Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        var server = await ScriptedModelServer.StartAsync(replies);
        var log = new LogCapture();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration
            .AddInMemoryCollection(server.Configuration(provider))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Ai:RetryDelay"] = "00:00:00.001", ["Ai:MaxRetryDelay"] = "00:00:20" })
            .AddInMemoryCollection(settings ?? []);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.AddAi();
        return new ModelHost(server, builder.Build(), log);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await Server.DisposeAsync();
    }
}

internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    /// <summary>Is told each line before the code that logs it goes on.</summary>
    public Action<string> Logged { get; init; } = _ => { };

    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel} {formatter(state, exception)} {exception}";
        _lines.Enqueue(line);
        Logged(line);
    }

    public void Dispose()
    {
    }
}
