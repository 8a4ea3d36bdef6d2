using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Messages of MCP without a client: the clients know no tasks, and end their calls by themselves.</summary>
internal static class McpWire
{
    /// <summary>A request of a client of 2026-07-28, which has no session.</summary>
    /// <param name="tasks">The client takes tasks.</param>
    public static HttpRequestMessage Modern(string method, JsonObject parameters, bool tasks)
    {
        var named = parameters["name"] ?? parameters["taskId"];
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28",
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] =
                tasks ? new JsonObject { ["extensions"] = new JsonObject { ["io.modelcontextprotocol/tasks"] = new JsonObject() } } : new JsonObject(),
            ["progressToken"] = 1,
        };
        return Post(method, parameters, "2026-07-28", id: 1, ("mcp-method", method), ("mcp-name", named!.ToString()));
    }

    /// <summary>A message of a client of 2025-11-25 in its session.</summary>
    /// <param name="id">Null for a notification.</param>
    public static HttpRequestMessage InSession(string session, string method, JsonObject parameters, int? id) =>
        Post(method, parameters, "2025-11-25", id, ("Mcp-Session-Id", session));

    /// <summary>The answer of a request: its result, or its error.</summary>
    public static async Task<JsonElement> AskAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        string json = text.StartsWith('{') ? text : text.Split('\n').Last(line => line.StartsWith("data: {", StringComparison.Ordinal))["data: ".Length..];
        return JsonSerializer.Deserialize<JsonElement>(json);
    }

    /// <summary>The first event of a call's job, from a stream that stays open.</summary>
    public static async Task<JsonElement> FirstEventAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]).GetProperty("params").GetProperty("_meta").GetProperty("aspirestreaming/event");
            }
        }

        throw new EndOfStreamException();
    }

    private static HttpRequestMessage Post(string method, JsonObject parameters, string version, int? id, params (string Name, string Value)[] headers)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters };
        if (id is not null)
        {
            message["id"] = id;
        }

        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Add("MCP-Protocol-Version", version);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }
}
