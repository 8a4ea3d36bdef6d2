using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Tests.Auth;

namespace AspireStreaming.Tests.Protocols;

public sealed class A2aTests
{
    [Fact]
    public async Task TasksAreTheirCallersAloneAndErrorsHaveTheCodesOfTheProtocol()
    {
        await using var system = await AuthSystem.WithKeysAsync(("Limits:StartsPerMinute", "2"));
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var message = new { message = new { messageId = $"{Guid.NewGuid()}", parts = new[] { new { text = "John Doe\nEngineer\nSKILLS\nPython" } } } };
        var task = (await CallAsync(ann, "SendMessage", message))["result"]!["task"]!;
        string id = (string)task["id"]!;
        Assert.Equal("TASK_STATE_COMPLETED", (string)task["status"]!["state"]!);
        Assert.True(JsonNode.DeepEquals(task, (await CallAsync(ann, "GetTask", new { id }))["result"]));
        Assert.NotEqual(id, (string)(await CallAsync(bob, "SendMessage", message))["result"]!["task"]!["id"]!);
        foreach (string method in (string[])["GetTask", "CancelTask", "SubscribeToTask"])
        {
            Assert.Equal(-32001, (int)(await CallAsync(bob, method, new { id }))["error"]!["code"]!);
        }

        Assert.Equal([id], (await CallAsync(ann, "ListTasks", new { }))["result"]!["tasks"]!.AsArray().Select(t => (string)t!["id"]!));
        foreach (var (method, parameters, code) in new (string, object, int)[]
        {
            ("CancelTask", new { id }, -32002),
            ("SubscribeToTask", new { id }, -32004),
            ("CreateTaskPushNotificationConfig", new { taskId = id, url = "http://localhost/" }, -32003),
            ("SendMessage", new { message = new { messageId = "x", parts = new[] { new { url = "http://localhost/" } } } }, -32005),
            ("SendMessage", new { message = new { parts = new[] { new { text = "x" } } } }, -32602),
            ("GetExtendedAgentCard", new { }, -32007),
            ("message/send", new { }, -32601),
        })
        {
            Assert.Equal((method, code), (method, (int)(await CallAsync(ann, method, parameters))["error"]!["code"]!));
        }

        Assert.Equal(-32009, (int)(await CallAsync(ann, "GetTask", new { id }, version: "0.3"))["error"]!["code"]!);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(system.As("reader"), "SendMessage", message, "1.0")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(system.As("reader"), "CancelTask", new { id }, "1.0")).StatusCode);
        await CallAsync(ann, "SendMessage", message); // the same message is counted as a start too
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(ann, "SendMessage", message, "1.0")).StatusCode);
        var card = await ann.GetFromJsonAsync<JsonElement>("/a2a/resume-parsing/.well-known/agent-card.json");
        Assert.Equal($"{new Uri(system.Address, "/a2a/resume-parsing")}", card.GetProperty("supportedInterfaces")[0].GetProperty("url").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await ann.GetAsync("/a2a/none/.well-known/agent-card.json")).StatusCode);
    }

    private static async Task<JsonNode> CallAsync(HttpClient client, string method, object parameters, string version = "1.0")
    {
        using var response = await SendAsync(client, method, parameters, version);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, object parameters, string version)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/a2a/resume-parsing") { Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method, @params = parameters }) };
        request.Headers.Add("A2A-Version", version);
        return client.SendAsync(request);
    }
}
