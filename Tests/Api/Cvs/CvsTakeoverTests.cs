using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.CvParsing;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Api.Cvs;

/// <summary>Workers that are killed in the middle of a run: a model that stops answering after its second answer holds the run there.</summary>
[Collection(ModelSystem.Name)]
public sealed class CvsTakeoverTests(ModelSystem system) : IDisposable
{
    private const int Cvs = 6;
    private const int Answered = 2;

    private readonly CvsClient _client = new(system.App.ApiUrls);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ParsingGoesOnAfterItsWorkerWasKilled()
    {
        var frames = await RunAsync(
            _ => true,
            client => client.ParseAsync(0, "/api/v1/cvs/parse/stream", [.. Enumerable.Range(1, Cvs).Select(n => ("files", $"cv-{n}.txt", System.Text.Encoding.UTF8.GetBytes(ScriptedCvs.Text(n))))]));
        Assert.Equal(
            Enumerable.Range(1, Cvs).Select(n => $"cv-{n}.txt"),
            frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data").GetProperty("filename").GetString()!).Order());
        Assert.Equal(Cvs, frames[^1].Data.GetProperty("summary").GetProperty("success_count").GetInt32());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task MatchingGoesOnAfterItsWorkerWasKilled()
    {
        var frames = await RunAsync(
            ScriptedCvs.IsRerank,
            client => client.PostAsync(0, "/matching/run/stream", new
            {
                must_have = new[] { "Python" },
                cvs = Enumerable.Range(1, Cvs).Select(n => new { cv = $"cv-{n}.txt", text = ScriptedCvs.Text(n) }),
            }));
        Assert.Equal(
            Enumerable.Range(1, Cvs).Select(n => $"cv-{n}.txt"),
            frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data").GetProperty("cv").GetString()!).Order());
        Assert.Equal(Cvs, frames[^1].Data.GetProperty("summary").GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task ARunThatFailsNamesTheFilesWithoutAResult()
    {
        int asked = 0;
        system.Model.Respond = request => Interlocked.Increment(ref asked) <= Answered
            ? ScriptedCvs.Answer(request)
            : ModelReply.Failure(401, "authentication_error", "invalid_api_key", "No such key.");
        using var stream = await _client.ParseAsync(
            0, "/cvs/parse/stream", [.. Enumerable.Range(1, Cvs).Select(n => ("files", $"cv-{n}.txt", System.Text.Encoding.UTF8.GetBytes(ScriptedCvs.Text(n))))]);
        var frames = await stream.ReadToEndAsync();

        var error = frames[^1].Data;
        Assert.Equal("PARSING_FAILED", error.GetProperty("code").GetString());
        Assert.Equal(AiErrorCodes.Unauthorized, error.GetProperty("details").GetProperty("reason").GetString());
        var failed = error.GetProperty("details").GetProperty("failed_files").EnumerateArray().Select(f => f.GetString()!);
        var parsed = frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data").GetProperty("filename").GetString()!);
        Assert.Equal(Enumerable.Range(1, Cvs).Select(n => $"cv-{n}.txt"), failed.Concat(parsed).Order());
        Assert.InRange(failed.Count(), Cvs - Answered, Cvs);
    }

    /// <summary>Runs until two answers of the held kind are shown, kills every worker, and continues the stream on the other Api.</summary>
    private async Task<List<CvsFrame>> RunAsync(Func<ModelRequest, bool> isHeld, Func<CvsClient, Task<CvsStream>> start)
    {
        using var gate = new ManualResetEventSlim();
        var answered = new HashSet<string>(); // a busy worker may lose its lease, and then a question comes again
        system.Model.Respond = request =>
        {
            string question = string.Join('\n', request.User);
            bool held;
            lock (answered)
            {
                held = isHeld(request) && !answered.Contains(question) && (answered.Count == Answered || !answered.Add(question));
            }

            if (held)
            {
                Assert.True(gate.Wait(TimeSpan.FromMinutes(2)));
            }

            return ScriptedCvs.Answer(request);
        };
        var frames = new List<CvsFrame>();
        string location;
        using (var stream = await start(_client))
        {
            location = stream.Location;
            await foreach (var frame in stream.ReadAsync())
            {
                frames.Add(frame);
                if (frames.Count(f => f.Event == "result") == Answered)
                {
                    break;
                }
            }
        }

        try
        {
            await Task.WhenAll(system.App.Workers.Select(worker => worker.KillAsync()));
        }
        finally
        {
            gate.Set(); // before the start: a held attempt makes no progress, and on a slow machine three attempts would be lost
        }

        await Task.WhenAll(system.App.Workers.Select(worker => worker.StartAsync()));

        using (var rest = await _client.GetAsync(1, location, frames[^1].Id))
        {
            frames.AddRange(await rest.ReadToEndAsync());
        }

        Assert.True(frames[^1].Event == "done", frames[^1].Data.ToString());
        Assert.NotEqual("1", frames[^1].Id.Split('-')[0]); // another attempt ended the job
        Assert.Equal(frames.Select(f => f.Seq).Order().Distinct(), frames.Select(f => f.Seq));
        return frames;
    }
}
