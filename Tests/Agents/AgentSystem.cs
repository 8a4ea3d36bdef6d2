using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;

namespace AspireStreaming.Tests.Agents;

/// <summary>The whole system as processes: two Apis, two Workers, a Redis of their own.</summary>
public class AgentSystem : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningApp? _app;

    internal RunningApp App => _app ?? throw new InvalidOperationException("The system has not started.");

    internal IReadOnlyList<HttpClient> Apis { get; private set; } = [];

    /// <summary>Additional variables, such as those of a language model.</summary>
    protected virtual Task<IReadOnlyDictionary<string, string?>> VariablesAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());

    public virtual async Task InitializeAsync()
    {
        var variables = new Dictionary<string, string>
        {
            ["Streaming__Lease"] = "00:00:02",
            ["Api__Heartbeat"] = "00:00:00.200",
            ["Api__UnstartedTimeout"] = "00:00:20",
            ["Worker__RetryDelay"] = "00:00:00.050",
        };
        foreach (var (name, value) in await VariablesAsync())
        {
            variables[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        }

        _app = await RunningApp.StartAsync(new RunningAppOptions { DataDirectory = _directory.Path, Variables = variables }, CancellationToken.None);
        Apis = [.. App.ApiUrls.Select(url => new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) })];
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var api in Apis)
        {
            api.Dispose();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _directory.Dispose();
    }

    internal async Task<(int Status, JsonElement Body)> ExecuteAsync(string project, string query, string? session = null, int api = 0)
    {
        var body = new JsonObject { ["project_id"] = project, ["query"] = query };
        if (session is not null)
        {
            body["session_id"] = session;
        }

        return await PostAsync(body.ToJsonString(), api);
    }

    internal async Task<(int Status, JsonElement Body)> PostAsync(string json, int api = 0)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await Apis[api].PostAsync("/execute", content);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    internal async Task<List<JsonElement>> BacklogAsync(string project)
    {
        var items = new List<JsonElement>();
        for (int? skip = 0; skip is not null;)
        {
            var page = await Apis[1].GetFromJsonAsync<JsonElement>($"/projects/{project}/backlog?skip={skip}&limit=7");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            skip = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
            Assert.True(skip is null || page.GetProperty("total").GetInt32() > skip);
        }

        return items;
    }

    /// <summary>The same items in the same order; the format of their JSON may differ.</summary>
    internal static void Same(IEnumerable<JsonElement> expected, IEnumerable<JsonElement> actual)
    {
        var (one, other) = (expected.ToList(), actual.ToList());
        Assert.Equal(one.Count, other.Count);
        for (int i = 0; i < one.Count; i++)
        {
            Assert.True(JsonElement.DeepEquals(one[i], other[i]), $"{one[i]}\n{other[i]}");
        }
    }

    internal static string New(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Checks every timeline: each event once, growing cursors, all fields present.</summary>
    internal static void Check(IReadOnlyList<Frame> frames, string last)
    {
        Assert.Equal("WORKFLOW_START", frames[0].Type);
        Assert.Equal(last, frames[^1].Type);
        Assert.Equal(frames.Count, frames.Select(f => f.EventId).Distinct().Count());
        Assert.Equal(frames.Select(f => f.Id), frames.OrderBy(f => int.Parse(f.Id!.Split('-')[1])).Select(f => f.Id));
        Assert.All(frames, f => Assert.Equal(
            ["event_id", "type", "message", "status", "agent_name", "details", "timestamp"], f.Json.EnumerateObject().Select(p => p.Name)));
        Assert.All(frames, f => Assert.Contains(f.Json.GetProperty("status").GetString(), new[] { "IN_PROGRESS", "SUCCESS", "ERROR" }));
    }
}
