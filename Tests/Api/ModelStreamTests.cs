using System.Net.Http.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Streams written by a language model, also while workers are killed, watched on both Api replicas.</summary>
[Collection(ModelSystem.Name)]
public sealed class ModelStreamTests(ModelSystem system)
{
    private const string Verdict = """{"score":81,"matched_skills":["Python"],"missing_skills":["Rust"],"summary":"A good fit."}""";

    /// <summary>The answer to the question for the résumé's data, which the built-in reader then gives.</summary>
    private static readonly ModelReply NoReader = ModelReply.Failure(400, "unexpected", null, "This test reads no résumé by the model.");

    [Fact]
    public async Task NoTokenOfAJobIsDoubledWhenItsWorkerIsKilledInTheMiddleOfTheText()
    {
        system.Model.Enqueue(
            NoReader, ModelReply.Text("First ", "job."), ModelReply.Text(Verdict),
            ModelReply.Text("He knows ", "Python, ") with { Gate = new TaskCompletionSource().Task },
            ModelReply.Text("He knows ", "Python, ", "not Rust."), ModelReply.Text(Verdict));
        string body = SeedFrames.Jobs(("One", "Python"), ("Two", "Python and Rust"));
        await using var first = await SeedStream.OpenAsync(system.Apis[0].Http, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(body, "john-doe.txt"));
        var seen = new List<SeedFrame>();
        while (seen.TextOf(1) != "He knows Python, ")
        {
            seen.Add((await first.NextAsync())!);
        }

        await using var second = await SeedStream.GetAsync(system.Apis[1].Http, first.Location!, seen[^1].Id);
        await system.KillWorkersAsync();
        var restHere = await first.ReadAsync();
        Assert.Equal(restHere, await second.ReadAsync());
        seen.AddRange(restHere);
        seen.AssertOrdered();
        Assert.Equal("First job.", seen.TextOf(0));
        Assert.Equal("He knows Python, not Rust.", seen.TextOf(1));
        Assert.Equal("He knows Python, not Rust.", seen.AppendedTextOf(1));
        Assert.Single(seen, f => f.Event == "job_complete" && (int)f.Json()["job_index"]! == 0);
        Assert.Single(seen, f => f.Event == "complete");
        Assert.Equal("done", seen[^1].Event);
        var takeOver = seen.Single(f => f.Event == "status" && f.Json()["texts"] is not null).Json();
        Assert.Equal("worker_lost", (string)takeOver["reason"]!);
        Assert.Equal("""[{"job_index":1,"length":0}]""", takeOver["texts"]!.ToJsonString());
    }

    [Fact]
    public async Task AJobThatTheModelRefusesIsReportedAndTheOthersAreScored()
    {
        system.Model.Enqueue(
            NoReader, new ModelReply { Finish = "refusal" }, ModelReply.Text("Fine."), ModelReply.Text(Verdict));
        string body = SeedFrames.Jobs(("One", "Something vile"), ("Two", "Python and Rust"));
        await using var stream = await SeedStream.OpenAsync(system.Apis[0].Http, HttpMethod.Post, "/api/match-jobs/stream", SeedFrames.MatchForm(body, "john-doe.txt"));
        var final = (await stream.ReadAsync()).Single(f => f.Event == "complete").Json();
        Assert.Equal(1, (int)final["failed_count"]!);
        Assert.Equal([1, 0], final["matched_jobs"]!.AsArray().Select(j => (int)j!["job_index"]!));
        Assert.Equal("ai_refused", (string)final["matched_jobs"]![1]!["error"]!);
        Assert.Equal(81, (int)final["matched_jobs"]![0]!["score"]!);
    }

    [Fact]
    public async Task TheFitBeforeAndAfterIsScoredByOneReader()
    {
        int cvs = 0;
        system.Model.Respond = request => request.System switch
        {
            var s when s.Contains("read CVs", StringComparison.Ordinal) => Interlocked.Increment(ref cvs) == 1
                ? ModelReply.Text("""
                    {"language":"en","full_name":"John Doe","first_name":"John","last_name":"Doe","title":null,"email":null,"phone":null,"location":null,"links":[],"summary":null,
                     "positions":[{"title":"Clerk","organisation":"Acme","location":null,"start_year":2019,"start_month":null,"end_year":2021,"end_month":null,"current":false,"highlights":[]}],
                     "education":[],"skills":["Filing"],"spoken_languages":[],"certifications":[],"years_of_experience":2}
                    """)
                : NoReader,
            var s when s.Contains("read job postings", StringComparison.Ordinal) => NoReader,
            _ => ModelReply.Text("""{"edits":[]}"""),
        };
        var api = system.Apis[0];
        var id = await api.StartAsync(
            new
            {
                resume_text = "John Doe\njohn@example.com\n\nEXPERIENCE\nBackend Developer, Northwind\n2015 - 2018\n- Built services in Python\nClerk, Acme\n2019 - 2021\n\nSKILLS\nFiling, Python, Docker",
                job_text = "Backend Developer\nRequirements\n- At least 3 years of experience with Python",
            },
            "resume-tailoring");
        await api.ReadAsync(id);
        var (_, snapshot) = await api.GetAsync($"/api/jobs/{id}/snapshot");
        var summary = snapshot.GetProperty("summary");
        Assert.Equal((1, 0), (cvs, summary.GetProperty("edits").GetInt32()));
        Assert.Equal(summary.GetProperty("fit_before").GetDouble(), summary.GetProperty("fit_after").GetDouble());
    }

    [Fact]
    public async Task ALetterGoesOnBehindItsFinishedParagraphs()
    {
        system.Model.Respond = request => request switch
        {
            { Streamed: false } => NoReader,
            { Assistant.Count: 0 } => ModelReply.Text("Dear team,\n", "\nI apply", " because", ".\n\nI buil") with { Gate = new TaskCompletionSource().Task },
            _ => ModelReply.Text("I built a thing.\n\nLet us ", "talk.\n\nYours,\nJohn Doe"),
        };

        // Starts the pipeline directly: a stored résumé would also be parsed by the model.
        var id = Guid.NewGuid();
        using var started = await system.Apis[0].Http.PostAsJsonAsync(
            "/api/jobs/cover-letter", new { job_id = id, resume_text = "John Doe\nSkills: Python", job_text = "Backend developer\nPython" });
        started.EnsureSuccessStatusCode();
        string url = $"/api/jobs/{id:D}/stream?dialect=optimization";
        await using var first = await SeedStream.GetAsync(system.Apis[0].Http, url);
        var seen = await first.ReadAsync(f => f.Data.Contains("\"index\":2", StringComparison.Ordinal));
        await system.KillWorkersAsync();
        await using var second = await SeedStream.GetAsync(system.Apis[1].Http, url, seen[^1].Id);
        var rest = await first.ReadAsync();
        Assert.Equal(rest, await second.ReadAsync());
        List<SeedFrame> all = [.. seen, .. rest];
        all.AssertOrdered();
        Assert.Equal(
            ["Dear team,", "I apply because.", "I built a thing.", "Let us talk.", "Yours,\nJohn Doe"],
            all.Where(f => f.TypeOf() == "suggestion").Select(f => (string)f.Json()["data"]!["text"]!));
        Assert.Equal("Dear team,\n\nI apply because.", system.Model.Requests[^1].Assistant.Single());
    }
}
