using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

[Collection(SharedSystem.Name)]
public sealed class IdempotencyTests(RunningSystem system)
{
    private readonly string _key = Guid.NewGuid().ToString();

    [Fact]
    public async Task OneKeyIsOneJobAtEveryRepeatAndAtEveryReplica()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => StartAsync(system.Apis[i % 2], _key, Work.Short.Request)));
        Assert.All(answers, a => Assert.True(a.Status == HttpStatusCode.Accepted, $"{a.Status} {a.Body}"));
        var id = Assert.Single(answers.Select(JobId).Distinct());
        await Work.CheckAsync(Work.Short, await system.Apis[0].ReadAsync(id));

        // Also after the end of the job: a client that never got the answer repeats the start.
        Assert.Equal(id, JobId(await StartAsync(system.Apis[1], _key, Work.Short.Request)));
        var (_, listing) = await system.Apis[0].GetAsync("/api/jobs?limit=200");
        Assert.Single(listing.GetProperty("jobs").EnumerateArray(), job => job.GetProperty("job_id").GetGuid() == id);
    }

    [Fact]
    public async Task AKeyUsedForAnotherRequestIsRefused()
    {
        var first = JobId(await StartAsync(system.Apis[0], _key, Work.Short.Request));
        var (status, problem) = await StartAsync(system.Apis[1], _key, new { items = 4 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
        Assert.NotEqual(first, JobId(await StartAsync(system.Apis[1], Guid.NewGuid().ToString(), Work.Short.Request)));
    }

    [Fact]
    public async Task AKeyOfTooManyCharactersIsRefused()
    {
        var (status, problem) = await StartAsync(system.Apis[0], new string('k', 256), Work.Short.Request);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
    }

    private static Guid JobId((HttpStatusCode Status, JsonElement Body) answer) => answer.Body.GetProperty("job_id").GetGuid();

    private static Task<(HttpStatusCode Status, JsonElement Body)> StartAsync(JobClient api, string key, object work)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/diagnostics") { Content = JsonContent.Create(work) };
        request.Headers.Add("Idempotency-Key", key);
        return api.SendAsync(request);
    }
}
