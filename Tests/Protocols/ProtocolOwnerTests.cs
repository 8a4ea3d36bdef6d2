using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Auth;

namespace AspireStreaming.Tests.Protocols;

/// <summary>A client's names of runs and conversations are its own: for other callers they name nothing, or something else.</summary>
public sealed partial class ProtocolOwnerTests
{
    private static readonly object Message = new { id = "m", role = "user", content = "John Doe\nEngineer\nSKILLS\nPython" };

    [Fact]
    public async Task RunsAndConversationsAreTheirCallersAlone()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var run = new { runId = "r", threadId = "t", messages = new[] { Message } };
        string anns = await RunAsync(ann, "/ag-ui/resume-parsing", run);
        Assert.Equal(anns, await RunAsync(ann, "/ag-ui/resume-parsing", run));
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync("/ag-ui/runs/r")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.DeleteAsync("/ag-ui/runs/r")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/ag-ui/runs/{anns}")).StatusCode);
        Assert.Equal(0, (await bob.GetFromJsonAsync<JsonElement>("/ag-ui/resume-parsing?threadId=t")).GetProperty("messages").GetArrayLength());
        Assert.True((await ann.GetFromJsonAsync<JsonElement>("/ag-ui/resume-parsing?threadId=t")).GetProperty("messages").GetArrayLength() > 0);
        Assert.NotEqual(anns, await RunAsync(bob, "/ag-ui/resume-parsing", run));
        using var taken = await bob.PostAsJsonAsync("/ag-ui/resume-parsing", new { runId = anns, messages = new[] { Message } });
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);

        var chat = new { id = "c", messages = new[] { Message } };
        string answer = await RunAsync(ann, "/ui/resume-parsing", chat);
        foreach (string name in (string[])["c", answer])
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"/ui/resume-parsing/{name}/stream?startIndex=0")).StatusCode);
            Assert.Equal(HttpStatusCode.NoContent, (await bob.GetAsync($"/ui/resume-parsing/{name}/stream?startIndex=0")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await bob.DeleteAsync($"/ui/resume-parsing/{name}/stream")).StatusCode);
        }

        Assert.NotEqual(answer, await RunAsync(bob, "/ui/resume-parsing", chat));

        foreach (string query in (string[])["", "?offset=now", "?offset=-1&live=long-poll", "?offset=-1&live=sse"])
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"/streams/{answer}{query}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/streams/{answer}{query}")).StatusCode);
        }

        var response = new { model = "resume-parsing", input = "John Doe\nEngineer\nSKILLS\nPython", stream = true };
        string anns1 = $"resp_{Guid.Parse(await RunAsync(ann, "/v1/responses", response)):N}";
        foreach (string query in (string[])["", "?stream=true", "?stream=true&starting_after=0"])
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"/v1/responses/{anns1}{query}")).StatusCode);
            using var others = await bob.GetAsync($"/v1/responses/{anns1}{query}");
            using var none = await bob.GetAsync($"/v1/responses/resp_{Guid.NewGuid():N}{query}");
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (others.StatusCode, none.StatusCode));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsync($"/v1/responses/{anns1}/cancel", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.DeleteAsync($"/v1/responses/{anns1}")).StatusCode);
        using var unknown = await system.As(null).GetAsync($"/v1/responses/{anns1}");
        Assert.Equal("authentication_error", (await unknown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.OK, (await ann.DeleteAsync($"/v1/responses/{anns1}")).StatusCode);
    }

    /// <returns>The job of a run that is read to its end.</returns>
    private static async Task<string> RunAsync(HttpClient client, string url, object request)
    {
        using var response = await client.PostAsJsonAsync(url, request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JobId().Match(text).Groups["id"].Value;
    }

    [GeneratedRegex("\"job_id\":\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JobId();
}
