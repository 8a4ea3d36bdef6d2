using AspireStreaming.Tests.Distributed;
using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace AspireStreaming.Tests.Api;

[Collection(SharedSystem.Name)]
public sealed class MatchJobsTests(RunningSystem system)
{
    private HttpClient First => system.Apis[0].Http;

    private HttpClient Second => system.Apis[1].Http;

    private const string Backend = "We need a backend developer.\n\nRequirements\n- 3+ years of experience with Python\n- PostgreSQL and Docker\n- Kafka\n\nNice to have\n- Terraform\n- Rust";
    private const string Nurse = "Registered nurse for the night shift.\n\nRequirements\n- Nursing diploma\n- 2 years of experience in intensive care";

    [Fact]
    public async Task TheRequestFormOfTheSeedIsStreamedAsNamedEvents()
    {
        // As in the curl command of the seed: one job as an object.
        const string Body = """{"user_id":"test","jobs":{"jobtitle":"Developer","joblink":"https://example.com","jobdata":"Job description..."}}""";
        await using var stream = await SeedStream.OpenAsync(First, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(Body, "alex-johnson.pdf"));
        var frames = await stream.ReadAsync();
        frames.AssertOrdered();
        Assert.All(frames, f => Assert.Equal(f.Event, f.TypeOf()));
        Assert.Equal(["status", "job_start", "token", "job_complete", "complete", "done"], frames.Select(f => f.Event).Distinct());
        Assert.Contains("/stream?dialect=match-jobs", stream.Location);
        Assert.Equal(stream.Location, (string)frames[0].Json()["stream_url"]!);
        var final = frames.Single(f => f.Event == "complete").Json();
        Assert.Equal("test", (string)final["user_id"]!);
        Assert.Equal("https://example.com", (string)final["matched_jobs"]![0]!["joblink"]!);
    }

    [Fact]
    public async Task JobsAreRankedWithReasonsAndTheTextEqualsTheStreamedText()
    {
        string body = SeedFrames.Jobs(("Night Nurse", Nurse), ("Backend Developer", Backend));
        await using var stream = await SeedStream.OpenAsync(First, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(body, "john-doe.txt"));
        var frames = await stream.ReadAsync();
        var ranked = frames.Single(f => f.Event == "complete").Json()["matched_jobs"]!.AsArray();
        Assert.Equal([1, 0], ranked.Select(j => (int)j!["job_index"]!));
        Assert.True((int)ranked[0]!["score"]! > (int)ranked[1]!["score"]!);
        Assert.Contains("Kafka", ranked[0]!["matched_skills"]!.ToJsonString());
        Assert.Equal("""["Rust"]""", ranked[0]!["missing_skills"]!.ToJsonString());
        for (int job = 0; job < 2; job++)
        {
            string reasoning = (string)ranked.Single(j => (int)j!["job_index"]! == job)!["reasoning"]!;
            Assert.Equal(reasoning, frames.TextOf(job));
            Assert.Equal(reasoning, frames.AppendedTextOf(job));
        }
    }

    [Fact]
    public async Task BothEndpointsAnswerTheSameBytesForTheSameJob()
    {
        string body = SeedFrames.Jobs(("Backend Developer", Backend));
        string key = Guid.NewGuid().ToString();
        async Task<HttpResponseMessage> PostAsync(HttpClient http, string url)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = SeedFrames.MatchForm(body, "jane-smith.docx") };
            request.Headers.Add("Idempotency-Key", key);
            return await http.SendAsync(request);
        }

        using var waited = await PostAsync(First, "/api/match-jobs");
        Assert.Equal(HttpStatusCode.OK, waited.StatusCode);
        using var streamed = await PostAsync(Second, "/api/match-jobs/stream");
        Assert.Equal($"{waited.Headers.Location}/stream?dialect=match-jobs", streamed.Headers.Location?.ToString());
        var complete = SeedFrame.ParseAll(await streamed.Content.ReadAsStringAsync()).Single(f => f.Event == "complete");
        Assert.Equal(complete.Data, await waited.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ADroppedPostStreamGoesOnAtItsLocationOnTheOtherReplica()
    {
        string body = SeedFrames.Jobs([.. Enumerable.Range(1, 6).Select(i => ($"Backend Developer {i}", Backend))]);
        List<SeedFrame> before;
        string location;
        await using (var stream = await SeedStream.OpenAsync(First, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(body, "john-doe.txt")))
        {
            location = stream.Location!;
            before = await stream.ReadAsync(f => f.Event == "token");
        }

        await using var rest = await SeedStream.GetAsync(Second, location, before[^1].Id);
        List<SeedFrame> all = [.. before, .. await rest.ReadAsync()];
        all.AssertOrdered();
        await using var whole = await SeedStream.GetAsync(First, location);
        Assert.Equal(await whole.ReadAsync(), all);
        await using var again = await SeedStream.GetAsync(First, location, all[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
    }

    [Fact]
    public async Task AJsonBodyCanHoldTheTextAndTheJobId()
    {
        var id = Guid.NewGuid();
        var request = new { user_id = 42, job_id = id, resume_text = "Ann Lee\nBackend Developer\n\nSkills: Python, Kafka", jobs = new { jobtitle = "Backend Developer", jobdata = Backend } };
        using var response = await First.PostAsJsonAsync("/api/match-jobs", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/api/jobs/{id:D}", response.Headers.Location?.ToString());
        Assert.Contains("\"user_id\":\"42\"", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await Second.GetAsync($"/api/jobs/{id:D}")).StatusCode);
    }

    [Theory]
    [InlineData("""{"user_id":"test","jobs":""", "json_body", "is not JSON")]
    [InlineData("[]", "json_body", "must be a JSON object")]
    [InlineData("""{"user_id":"test"}""", "jobs", "is required")]
    [InlineData("""{"user_id":"test","jobs":[{"jobtitle":"x"}]}""", "jobs[0].jobdata", "is required")]
    public async Task ABadBodyIsRefusedWithTheNameOfItsField(string body, string field, string expected)
    {
        await using var stream = await SeedStream.OpenAsync(First, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(body, "john-doe.txt"));
        Assert.Equal(HttpStatusCode.BadRequest, stream.Status);
        Assert.Contains(expected, (string)(await stream.ProblemAsync())["errors"]![field]![0]!);
    }

    [Fact]
    public async Task AnUnreadableFileIsAnErrorEventInTheStreamAndAnErrorStatusWithoutIt()
    {
        MultipartFormDataContent Form() => new()
        {
            { new StringContent(SeedFrames.Jobs(("Backend Developer", Backend))), "json_body" },
            { new ByteArrayContent(Encoding.ASCII.GetBytes("%PDF-1.7\nnothing of the kind")), "pdf_file", "resume.pdf" },
        };
        await using var stream = await SeedStream.OpenAsync(First, HttpMethod.Post, "/api/match-jobs/stream", Form());
        var frames = await stream.ReadAsync();
        Assert.Equal(["error", "done"], frames.TakeLast(2).Select(f => f.Event));
        Assert.Equal("failed", (string)frames[^1].Json()["status"]!);
        string code = (string)frames[^2].Json()["code"]!;

        using var answer = await First.PostAsync("/api/match-jobs", Form());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync());
    }
}
