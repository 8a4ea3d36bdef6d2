using System.Text.Json;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Browser;

/// <summary>Pages of other sites in a user's browser: what they send is decided by Chromium.</summary>
[Collection(BrowserTests.Name)]
public sealed class OtherSiteTests(BrowserSystem system)
{
    /// <summary>Submits a form into a frame of the page.</summary>
    private const string SubmitForm = """
        ([url, type]) => {
          const form = document.createElement('form');
          form.action = url; form.method = 'post'; form.enctype = type; form.target = 'sink';
          const field = document.createElement('input');
          // As text/plain this is {"items":1,…,"x":"="}, an object.
          [field.name, field.value] = type === 'text/plain' ? ['{"items":1,"rounds":1,"seal_rounds":1,"x":"', '"}'] : ['items', '1'];
          form.append(field);
          document.body.append(form);
          form.submit();
        }
        """;

    /// <summary>Reads by every way a script has, and tells what it got.</summary>
    private const string Read = """
        async ([url, job]) => JSON.stringify({
          list: await fetch(url + '/api/jobs').then((r) => r.text(), (e) => e.name),
          blind: await fetch(url + '/api/jobs', { mode: 'no-cors' }).then((r) => r.text(), (e) => e.name),
          stream: await new Promise((resolve) => {
            const source = new EventSource(`${url}/api/jobs/${job}/stream`);
            source.addEventListener('job_status', () => resolve('event'));
            source.onerror = () => resolve('error');
          }),
          cancel: await fetch(`${url}/api/jobs/${job}/cancel`, { method: 'POST' }).then((r) => r.status, (e) => e.name),
          remove: await fetch(`${url}/api/jobs/${job}`, { method: 'DELETE' }).then((r) => r.status, (e) => e.name),
          json: await fetch(url + '/api/jobs/diagnostics', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"items":1,"rounds":1,"seal_rounds":1}' }).then((r) => r.status, (e) => e.name),
        })
        """;

    /// <summary>As long as this system allows.</summary>
    private static readonly DiagnosticsWork Endless = new(Items: 1, Rounds: 10_000_000_000, SealRounds: 1, Parallel: 1, Share: 5);

    public static readonly TheoryData<string, string> Forms = new()
    {
        { "127.0.0.1", "multipart/form-data" },
        { "127.0.0.1", "text/plain" },
        { "127.0.0.1", "application/x-www-form-urlencoded" },
        { "localhost", "multipart/form-data" }, // the same site for the browser, but another program
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AFormOfAnotherSiteStartsNoJob(string host, string type)
    {
        await using var site = await OtherSite.StartAsync();
        await using var visitor = await system.VisitAsync();
        var page = (await visitor.OpenAsync($"http://{host}:{site.Port}/")).Page;
        int before = await JobsAsync();
        var response = await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync(SubmitForm, new[] { $"{system.App.ApiUrls[0]}/api/jobs/diagnostics", type }),
            answer => answer.Request.Method == "POST");
        Assert.Equal(403, response.Status);
        Assert.Equal(before, await JobsAsync());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task AScriptOfAnotherSiteReadsNothingAndStopsNothing(string host)
    {
        await using var site = await OtherSite.StartAsync();
        await using var visitor = await system.VisitAsync();
        var id = await system.Apis[0].StartAsync(Endless.Request);
        var page = (await visitor.OpenAsync($"http://{host}:{site.Port}/")).Page;
        int before = await JobsAsync();
        string got = await page.EvaluateAsync<string>(Read, new[] { system.App.ApiUrls[0], $"{id}" });
        Assert.Equal("""{"list":"TypeError","blind":"","stream":"error","cancel":"TypeError","remove":"TypeError","json":"TypeError"}""", got);
        Assert.Equal(before, await JobsAsync());
        Assert.False((await system.Apis[0].GetAsync($"/api/jobs/{id}")).Body.GetProperty("cancel_requested").GetBoolean());
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
    }

    [Fact]
    public async Task APageOfAListedOriginMayDoAll()
    {
        await using var site = await OtherSite.StartAsync(system.ListedPort);
        await using var visitor = await system.VisitAsync();
        var id = await system.Apis[0].StartAsync(Endless.Request);
        var page = (await visitor.OpenAsync($"http://localhost:{site.Port}/")).Page;
        string got = await page.EvaluateAsync<string>(Read, new[] { system.App.ApiUrls[0], $"{id}" });
        using var parts = JsonDocument.Parse(got);
        Assert.Contains($"{id}", parts.RootElement.GetProperty("list").GetString(), StringComparison.Ordinal);
        Assert.Equal(("event", 202, 202), Answers(parts));
    }

    /// <summary>The attacker's name leads to this machine after its page was loaded: the page is of the Api's own origin for the browser.</summary>
    [Fact]
    public async Task APageWhoseNameWasMadeToLeadHereReadsNothing()
    {
        var id = await system.Apis[0].StartAsync(Endless.Request);
        await using var visitor = await system.VisitAsync();
        string rebound = $"http://{BrowserSystem.Rebound}:{new Uri(system.App.ApiUrls[0]).Port}";
        var page = (await visitor.OpenAsync(rebound + "/")).Page; // the error page has the attacker's origin, which is that of the Api
        int before = await JobsAsync();
        string got = await page.EvaluateAsync<string>(Read, new[] { rebound, $"{id}" });
        using var parts = JsonDocument.Parse(got);
        string list = parts.RootElement.GetProperty("list").GetString()!;
        Assert.DoesNotContain($"{id}", list, StringComparison.Ordinal);
        Assert.Contains("Api:AllowedHosts", list, StringComparison.Ordinal);
        Assert.Equal(("error", 400, 400), Answers(parts));
        Assert.Equal(400, parts.RootElement.GetProperty("remove").GetInt32());
        Assert.Equal(before, await JobsAsync());
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
    }

    private static (string? Stream, int Cancel, int Json) Answers(JsonDocument parts) => (
        parts.RootElement.GetProperty("stream").GetString(), parts.RootElement.GetProperty("cancel").GetInt32(), parts.RootElement.GetProperty("json").GetInt32());

    private async Task<int> JobsAsync() => (await system.Apis[0].GetAsync("/api/jobs?limit=200")).Body.GetProperty("jobs").GetArrayLength();
}
