using AspireStreaming.Tests.Distributed;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Tests.Api;

[Collection(SharedSystem.Name)]
public sealed class OptimizationTests(RunningSystem system)
{
    private HttpClient First => system.Apis[0].Http;

    private HttpClient Second => system.Apis[1].Http;

    private const string Posting = "Ingénieur backend\nNordet, Lyon\n\nProfil recherché\n- 3 ans d'expérience en développement backend\n- Python et PostgreSQL\n- Docker\n\nUn plus\n- Terraform";

    public static TheoryData<string, string> Kinds => new()
    {
        { "optimization", "Analyzing resume..." },
        { "cover-letter", "Preparing cover letter..." },
        { "parsing", "Extracting text..." },
        { "job-analysis", "Analyzing job..." },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AStreamHasABeginningFindingsAndAnEnd(string kind, string beginning)
    {
        await using var stream = await SeedStream.GetAsync(First, await UrlAsync(kind, "john-doe.txt"));
        var frames = await stream.ReadAsync();
        frames.AssertOrdered();
        Assert.All(frames, f => Assert.Null(f.Event));
        Assert.Equal($$"""{"type":"status","message":"{{beginning}}"}""", frames[0].Data);
        Assert.Equal("""{"type":"complete"}""", frames[^1].Data);
        Assert.True(frames.Count(f => f.TypeOf() == "suggestion") >= 3, string.Join('\n', frames));
    }

    [Theory]
    [InlineData("laverne-resume.pdf")]
    [InlineData("openresume-resume.pdf")]
    [InlineData("jane-smith.docx")]
    [InlineData("richard-hendriks.resume.json")]
    public async Task RealDocumentsAreParsed(string file)
    {
        string url = await UrlAsync("parsing", file);
        await using var stream = await SeedStream.GetAsync(First, url);
        var frames = await stream.ReadAsync();
        var kinds = frames.Where(f => f.TypeOf() == "suggestion").Select(f => (string)f.Json()["data"]!["kind"]!).ToList();
        Assert.Equal("person", kinds[0]);
        Assert.Contains("education", kinds);
        Assert.Contains("skills", kinds);
        if (file != "laverne-resume.pdf") // a student with voluntary work and without employment
        {
            Assert.Contains("position", kinds);
        }

        var read = await Second.GetFromJsonAsync<JsonObject>($"/resumes/{url.Split('/')[^1]}");
        Assert.Equal("completed", (string)read!["status"]!);
        Assert.Equal(
            (string?)frames.First(f => f.TypeOf() == "suggestion").Json()["data"]!["person"]!["name"], (string?)read["content"]!["profile"]!["full_name"]);
    }

    [Fact]
    public async Task AReloadASecondTabAndAReconnectWatchTheSameRun()
    {
        string url = await UrlAsync("optimization", "john-doe.txt");
        var tabs = await Task.WhenAll(SeedStream.GetAsync(First, url), SeedStream.GetAsync(Second, url));
        var seen = await Task.WhenAll(tabs.Select(t => t.ReadAsync()));
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(tabs[0].ContentLocation, tabs[1].ContentLocation);

        int half = seen[0].Count / 2;
        await using var rest = await SeedStream.GetAsync(Second, url, seen[0][half].Id);
        Assert.Equal(seen[0].Skip(half + 1), await rest.ReadAsync());
        await using var nothing = await SeedStream.GetAsync(First, url, seen[0][^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, nothing.Status);
        foreach (var tab in tabs)
        {
            await tab.DisposeAsync();
        }
    }

    [Fact]
    public async Task FreshAndPostStartNewRunsAndTheSameFreshIsTheSameRun()
    {
        string url = await UrlAsync("cover-letter", "john-doe.txt");
        await using var shared = await SeedStream.GetAsync(First, url);
        await using var fresh = await SeedStream.GetAsync(First, $"{url}&fresh=1");
        await using var freshAgain = await SeedStream.GetAsync(Second, $"{url}&fresh=1");
        Assert.NotEqual(shared.ContentLocation, fresh.ContentLocation);
        Assert.Equal(fresh.ContentLocation, freshAgain.ContentLocation);
        await using var post = await SeedStream.OpenAsync(First, HttpMethod.Post, url);
        var first = await post.ReadAsync(f => f.TypeOf() == "suggestion");
        await using var rest = await SeedStream.GetAsync(Second, post.Location!, first[^1].Id);
        var all = await rest.ReadAsync();
        Assert.Equal("complete", all[^1].TypeOf());
        Assert.Equal(
            (await shared.ReadAsync()).Where(f => f.TypeOf() == "suggestion").Select(f => f.Data),
            first.Concat(all).Where(f => f.TypeOf() == "suggestion").Select(f => f.Data));
    }

    [Fact]
    public async Task AMissingResumeIsNotFoundAndAnUnreadableResumeIsAnError()
    {
        await using var unknown = await SeedStream.GetAsync(First, $"/optimization/stream/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), "file", "scan.png" } };
        using var stored = await First.PostAsync("/resumes", form);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        string id = stored.Headers.Location!.ToString().Split('/')[^1];
        await using var stream = await SeedStream.GetAsync(First, $"/optimization/stream/{id}");
        var frames = await stream.ReadAsync();
        Assert.Equal("error", frames[^1].TypeOf());
        Assert.Contains("scan.png", (string)frames[^1].Json()["message"]!);
        await using var again = await SeedStream.GetAsync(First, $"/optimization/stream/{id}", frames[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
    }

    private async Task<string> UrlAsync(string kind, string file)
    {
        using var posting = await First.PostAsJsonAsync("/job-postings", new { text = Posting });
        Assert.Equal(HttpStatusCode.Created, posting.StatusCode);
        string postingId = posting.Headers.Location!.ToString().Split('/')[^1];
        if (kind == "job-analysis")
        {
            return $"/job-analysis/stream/{postingId}";
        }

        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Data", file))), "file", file },
        };
        using var resume = await First.PostAsync("/resumes", form);
        Assert.Equal(HttpStatusCode.Created, resume.StatusCode);
        string resumeId = resume.Headers.Location!.ToString().Split('/')[^1];
        return kind == "parsing" ? $"/parsing/stream/{resumeId}" : $"/{kind}/stream/{resumeId}?job={postingId}";
    }
}
