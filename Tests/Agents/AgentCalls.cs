using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Agents;

/// <summary>Seed 3 as its clients call it, and what each of its timelines must hold.</summary>
internal static class AgentCalls
{
    public static async Task<(int Status, JsonElement Body)> ExecuteAsync(this RunningSystem system, string project, string query, string? session = null, int api = 0)
    {
        var body = new JsonObject { ["project_id"] = project, ["query"] = query };
        if (session is not null)
        {
            body["session_id"] = session;
        }

        return await system.ExecuteJsonAsync(body.ToJsonString(), api);
    }

    public static async Task<(int Status, JsonElement Body)> ExecuteJsonAsync(this RunningSystem system, string json, int api = 0)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await system.Apis[api].Http.PostAsync("/execute", content);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static async Task<List<JsonElement>> BacklogAsync(this RunningSystem system, string project)
    {
        var items = new List<JsonElement>();
        for (int? skip = 0; skip is not null;)
        {
            var page = await system.Apis[1].Http.GetFromJsonAsync<JsonElement>($"/projects/{project}/backlog?skip={skip}&limit=7");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            skip = page.TryGetProperty("next", out var next) ? next.GetInt32() : null;
            Assert.True(skip is null || page.GetProperty("total").GetInt32() > skip);
        }

        return items;
    }

    /// <summary>The same items in the same order; the format of their JSON may differ.</summary>
    public static void Same(IEnumerable<JsonElement> expected, IEnumerable<JsonElement> actual)
    {
        var (one, other) = (expected.ToList(), actual.ToList());
        Assert.Equal(one.Count, other.Count);
        for (int i = 0; i < one.Count; i++)
        {
            Assert.True(JsonElement.DeepEquals(one[i], other[i]), $"{one[i]}\n{other[i]}");
        }
    }

    public static string New(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Checks every timeline: each event once, growing cursors, all fields present.</summary>
    public static void Check(IReadOnlyList<Frame> frames, string last)
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
