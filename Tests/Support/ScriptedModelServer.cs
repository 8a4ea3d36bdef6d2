using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Worker.Ai;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// A model's endpoint on a free port of this machine: Chat Completions and Embeddings below <c>/v1</c>, and Messages at
/// <c>/v1/messages</c>, streamed and not. It answers from a queue of replies, then from <see cref="Respond"/>.
/// </summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<ModelReply> _replies = new();
    private readonly ConcurrentQueue<ModelRequest> _requests = new();

    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private ScriptedModelServer(WebApplication app) => _app = app;

    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Answers when the queue is empty. Without it, such a request gets status 418, which no client retries.</summary>
    public Func<ModelRequest, ModelReply>? Respond { get; set; }

    /// <summary>Completes when a client has closed its connection before the answer's end.</summary>
    public Task ClientLeft => _clientLeft.Task;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ScriptedModelServer> StartAsync(params ModelReply[] replies)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        var server = new ScriptedModelServer(builder.Build());
        server.Enqueue(replies);
        server._app.MapPost("/v1/chat/completions", context => server.AnswerAsync(context, AiProvider.OpenAI));
        server._app.MapPost("/v1/embeddings", context => server.AnswerAsync(context, AiProvider.OpenAI));
        server._app.MapPost("/v1/messages", context => server.AnswerAsync(context, AiProvider.Anthropic));
        await server._app.StartAsync();
        return server;
    }

    public void Enqueue(params ReadOnlySpan<ModelReply> replies)
    {
        foreach (var reply in replies)
            _replies.Enqueue(reply);
    }

    /// <summary>The settings of section <c>Ai</c> for a worker that uses this server: for <c>AddInMemoryCollection</c>, or with <c>__</c> for <c>:</c> an environment.</summary>
    public Dictionary<string, string?> Configuration(AiProvider provider) => new()
    {
        ["Ai:Provider"] = provider.ToString(),
        ["Ai:Endpoint"] = (provider == AiProvider.Anthropic ? Address : new Uri(Address, "v1")).ToString(),
        ["Ai:Model"] = "scripted-model",
        ["Ai:ApiKey"] = "sk-scripted-0123456789",
    };

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _closing.CancelAsync(); // otherwise a silent reply would block the shutdown
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, AiProvider format)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ModelRequest(format, headers, body.RootElement.Clone());
        _requests.Enqueue(request);
        if (!_replies.TryDequeue(out var reply))
            reply = Respond?.Invoke(request) ?? ModelReply.Failure(418, "test_error", null, "The script has ended.");

        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        context.Response.StatusCode = (int)reply.Status;
        try
        {
            await WriteAsync(context, request, reply);
        }
        catch (OperationCanceledException)
        {
            // The server is closing, or the client left: a scripted silence waits for that.
            if (context.RequestAborted.IsCancellationRequested)
                _clientLeft.TrySetResult();
        }
    }

    private async Task WriteAsync(HttpContext context, ModelRequest request, ModelReply reply)
    {
        var wire = request.Format == AiProvider.Anthropic ? (IModelWire)new AnthropicWire() : new OpenAiWire();
        if (reply.Raw is { } raw)
            await SendAsync(context, raw.ContentType, raw.Text);
        else if (reply.Error is { } error && reply.End != ModelEnd.Error)
            await SendAsync(context, "application/json", wire.Error(error.Type, error.Code, error.Message).ToJsonString());
        else if (request.Streamed)
            await StreamAsync(context, wire, request, reply);
        else if (reply.End == ModelEnd.Normal)
            await SendAsync(context, "application/json", wire.Whole(request.Model, string.Concat(reply.Tokens), reply.Finish).ToJsonString());
        else
            await BreakOffAsync(context, wire.Whole(request.Model, string.Concat(reply.Tokens), reply.Finish).ToJsonString(), reply.End);
    }

    private async Task StreamAsync(HttpContext context, IModelWire wire, ModelRequest request, ModelReply reply)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var frame in wire.Begin(request.Model).Concat(reply.Tokens.Select(wire.Token)))
        {
            await context.Response.WriteAsync(frame, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await reply.Gate.WaitAsync(context.RequestAborted);
        if (reply is { End: ModelEnd.Error, Error: { } error })
            await context.Response.WriteAsync(wire.StreamedError(error.Type, error.Message), context.RequestAborted);
        else if (reply.End == ModelEnd.Normal)
            await context.Response.WriteAsync(string.Concat(wire.End(reply.Finish)), context.RequestAborted);
        else
            await BreakOffAsync(context, "", reply.End);
    }

    private async Task BreakOffAsync(HttpContext context, string body, ModelEnd end)
    {
        await context.Response.WriteAsync(body[..(body.Length / 2)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (end == ModelEnd.Reset)
            context.Abort();
        if (end != ModelEnd.Silence)
            return;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        await Task.Delay(Timeout.Infinite, gone.Token);
    }

    private static async Task SendAsync(HttpContext context, string contentType, string text)
    {
        context.Response.ContentType = contentType;
        if (context.Response.Headers.ContentEncoding != "gzip")
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
            return;
        }
        await using var zipped = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await zipped.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }
}

/// <summary>One provider's format.</summary>
internal interface IModelWire
{
    JsonObject Error(string type, string? code, string message);
    JsonObject Whole(string model, string text, string finish);
    IEnumerable<string> Begin(string model);
    string Token(string text);
    IEnumerable<string> End(string finish);
    string StreamedError(string type, string message);
}
