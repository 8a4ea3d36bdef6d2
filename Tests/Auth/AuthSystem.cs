using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Auth;

/// <summary>Api and Worker in this process over the embedded store, with authentication.</summary>
internal sealed class AuthSystem : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HttpClient> _clients = [];

    private AuthSystem(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal));

    public IServiceProvider Services => _app.Services;

    public IJobStore Store => _app.Services.GetRequiredService<IJobStore>();

    public IJobLog Log => _app.Services.GetRequiredService<IJobLog>();

    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>Callers of mode apikey: ann and bob of one tenant, one caller for each scope alone, and an operator.</summary>
    public static IReadOnlyDictionary<string, string?> Keys { get; } = Settings(
        ("ann", "acme", "jobs:start jobs:read jobs:control"),
        ("bob", "acme", "jobs:start jobs:read jobs:control"),
        ("starter", null, "jobs:start"),
        ("reader", null, "jobs:read"),
        ("controller", null, "jobs:control"),
        ("nobody", null, ""),
        ("operator", null, "ops"));

    public static Task<AuthSystem> StartAsync(params (string Key, string? Value)[] settings) => StartAsync("http://127.0.0.1:0", settings);

    /// <summary>With the callers of <see cref="Keys"/>.</summary>
    public static Task<AuthSystem> WithKeysAsync(params (string Key, string? Value)[] settings) =>
        StartAsync([.. Keys.Select(setting => (setting.Key, setting.Value)), .. settings]);

    public static async Task<AuthSystem> StartAsync(string url, (string Key, string? Value)[] settings, ILoggerProvider? log = null, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Api" });
        builder.Configuration.AddInMemoryCollection([new("Streaming:Lease", "00:10:00")]); // after two of these a job that is in no queue is queued
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        builder.AddJobWorker().AddPipelines();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApi();
        var system = new AuthSystem(app);
        try
        {
            await app.StartAsync();
            return system;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of a caller of <see cref="Keys"/>, or without credentials.</summary>
    public HttpClient As(string? caller) => WithToken(caller is null ? null : KeyOf(caller));

    public HttpClient WithToken(string? token)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public static string KeyOf(string caller) => $"{caller}-key-4Zk1";

    private static Dictionary<string, string?> Settings(params (string Name, string? Tenant, string Scopes)[] callers)
    {
        var settings = new Dictionary<string, string?> { ["Auth:Mode"] = "apikey" };
        for (int i = 0; i < callers.Length; i++)
        {
            var (name, tenant, scopes) = callers[i];
            settings[$"Auth:Keys:{i}:Name"] = name;
            settings[$"Auth:Keys:{i}:Subject"] = name;
            settings[$"Auth:Keys:{i}:Hash"] = ApiKey.HashOf(KeyOf(name));
            settings[$"Auth:Keys:{i}:Tenant"] = tenant;
            foreach (var (n, scope) in scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Index())
            {
                settings[$"Auth:Keys:{i}:Scopes:{n}"] = scope;
            }
        }

        return settings;
    }
}

internal static class AuthCalls
{
    public static async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(this HttpClient client, string method, string path, object? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(json), Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string text = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>Starts a job that was accepted.</summary>
    public static async Task<Guid> StartAsync(this HttpClient client, string pipeline, object request, string field = "job_id")
    {
        var (status, body) = await client.CallAsync("POST", pipeline.StartsWith('/') ? pipeline : $"/api/jobs/{pipeline}", request);
        Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.Created, $"{status} {body}");
        return body.GetProperty(field).GetGuid();
    }

    /// <summary>The state of a job at its end.</summary>
    public static async Task<JsonElement> EndAsync(this HttpClient client, Guid id)
    {
        string? text = null;
        await Support.Logs.EventuallyAsync(
            async () =>
            {
                var (status, body) = await client.CallAsync("GET", $"/api/jobs/{id}/snapshot");
                Assert.Equal(HttpStatusCode.OK, status);
                text = body.GetRawText();
                return body.TryGetProperty("ended_at", out var ended) && ended.ValueKind != JsonValueKind.Null;
            },
            "the job does not end");
        return JsonSerializer.Deserialize<JsonElement>(text!);
    }
}
