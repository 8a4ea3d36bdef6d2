using System.Net;
using System.Text;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;
using AspireStreaming.Worker.Ai;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Security;

/// <summary>
/// The system of the AppHost as in production, with a scripted model, that exports logs, traces and metrics, logs at level Trace, and
/// keeps ended jobs for a short time.
/// </summary>
public sealed class PrivacySystem : RunningSystem
{
    /// <summary>The start of every planted text, the model's key included.</summary>
    public const string Marker = "zq7mark";

    private RecordingReceiver? _receiver;
    private ScriptedModelServer? _model;
    private WebApplication? _postings;

    internal RecordingReceiver Receiver => _receiver!;

    internal ScriptedModelServer Model => _model!;

    /// <summary>A page with a job posting.</summary>
    internal string PostingUrl => $"{_postings!.Urls.Single()}/{Marker}-path?token={Marker}-token";

    protected override int Workers => 1;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Receiver.Variables,
        .. Model.Configuration(AiProvider.OpenAI).Where(s => s.Key != "Ai:ApiKey").Select(s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!)),
        KeyValuePair.Create("Ai__ApiKey", $"sk-{Marker}-key"),
        KeyValuePair.Create("Ai__MaxRetries", "0"),
        KeyValuePair.Create("Worker__StepRetries", "0"),
        KeyValuePair.Create("ASPNETCORE_ENVIRONMENT", "Production"),
        KeyValuePair.Create("DOTNET_ENVIRONMENT", "Production"),
        KeyValuePair.Create("Logging__LogLevel__AspireStreaming", "Trace"),
        KeyValuePair.Create("Fetch__AllowPrivateHosts", "true"),
        KeyValuePair.Create("Streaming__Retention", "00:00:15"),
    ];

    public override async Task InitializeAsync()
    {
        _receiver = await RecordingReceiver.StartAsync();
        _model = await ScriptedModelServer.StartAsync();
        _model.Respond = request => request.Schema is { } schema
            ? ModelReply.Text(SchemaAnswer.Of(schema)!.ToJsonString().Replace("xxx", $"{Marker} answer", StringComparison.Ordinal))
            : ModelReply.Text($"{Marker} ", "answer.");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _postings = builder.Build();
        _postings.MapFallback(() => Results.Text($"Cook\n{Marker}-posting\n- Python", "text/plain", Encoding.UTF8));
        await _postings.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (IAsyncDisposable? server in new IAsyncDisposable?[] { _receiver, _model, _postings })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
