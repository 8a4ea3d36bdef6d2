using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Worker.Documents;

namespace AspireStreaming.Tests.Api.Cvs;

/// <summary>The first seed's endpoints, end to end on the documents of <c>Tests/Data</c>.</summary>
[Collection(SharedSystem.Name)]
public sealed class CvsStreamTests(RunningSystem system) : IDisposable
{
    private const string Parse = "/cvs/parse/stream";
    private const string Match = "/matching/run/stream";
    private static readonly byte[] Broken = "%PDF-1.7 and no more"u8.ToArray();
    private static readonly string[] Documents =
        ["alex-johnson.pdf", "jane-smith.docx", "john-doe.txt", "laverne-resume.pdf", "openresume-resume.pdf", "richard-hendriks.resume.json"];

    private readonly CvsClient _client = new(system.App.ApiUrls);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task EveryFileGetsItsResultAndABrokenOneFailsAlone()
    {
        using var stream = await _client.ParseAsync(0, "/api/v1" + Parse, [.. Files("cvs", Documents), ("file", "broken.pdf", Broken)]);
        Assert.StartsWith("/api/jobs/", stream.Location);
        var frames = await stream.ReadToEndAsync();

        Assert.Equal(frames.Select(f => f.Seq).Order().Distinct(), frames.Select(f => f.Seq));
        Assert.All(frames.Where(f => f.Event == "progress"), f => Assert.Equal("event,step,current,total,progress,message", f.Names));
        Assert.Equal(Messages("Extraction du texte {0}/7"), MessagesOf(frames, "extracting"));
        Assert.Equal(Messages("Parsing CV {0}/7"), MessagesOf(frames, "parsing"));

        var results = frames.Where(f => f.Event == "result").ToDictionary(f => f.Data.GetProperty("data").GetProperty("filename").GetString()!, f => f.Data.GetProperty("data"));
        Assert.Equal(Documents.Append("broken.pdf").Order(), results.Keys.Order());
        var jane = results["jane-smith.docx"];
        Assert.Equal("filename,success,data", Names(jane));
        Assert.StartsWith("cv,identite,titre,", Names(jane.GetProperty("data")));
        Assert.Equal("""{"nom":"Smith","prenom":"Jane"}""", jane.GetProperty("data").GetProperty("identite").GetRawText());
        Assert.False(results["broken.pdf"].GetProperty("success").GetBoolean());
        Assert.Contains("broken.pdf est tronqué", results["broken.pdf"].GetProperty("error").GetString());

        var done = frames[^1];
        Assert.Equal(("done", "event,summary"), (done.Event, done.Names));
        var summary = done.Data.GetProperty("summary");
        Assert.Equal("success_count,failed_count,total,timings", Names(summary));
        Assert.Equal((6, 1, 7), (summary.GetProperty("success_count").GetInt32(), summary.GetProperty("failed_count").GetInt32(), summary.GetProperty("total").GetInt32()));
        Assert.True(summary.GetProperty("timings").GetProperty("total").GetDouble() >= 0);
        Assert.Single(frames, f => f.Event is "done" or "error");
    }

    [Fact]
    public async Task ARunInWhichNothingCouldBeParsedEndsInErrorWithTheFailedFiles()
    {
        using var stream = await _client.ParseAsync(1, Parse, ("files", "cv1.pdf", Broken), ("files", "cv2.pdf", Broken), ("files", "cv3.txt", "\n"u8.ToArray()));
        var frames = await stream.ReadToEndAsync();
        Assert.Equal(3, frames.Count(f => f.Event == "result" && !f.Data.GetProperty("data").GetProperty("success").GetBoolean()));
        Assert.Equal(
            """{"event":"error","code":"PARSING_FAILED","message":"Échec du parsing de 3 CVs","details":{"failed_files":["cv1.pdf","cv2.pdf","cv3.txt"]}}""",
            frames[^1].Data.GetRawText());
        Assert.DoesNotContain(frames, f => f.Event == "done");
    }

    [Fact]
    public async Task AHostileFileFailsAloneAndItsResultSaysWhy()
    {
        byte[] docx = new DocxBuilder().Body(DocxBuilder.P("Jane Doe")).Build();
        byte[] macros = DocxBuilder.Change(docx, "[Content_Types].xml", types => types.Replace("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "vnd.ms-word.document.macroEnabled.main+xml"));
        byte[] pdf = new PdfBuilder().Text(60, 760, "Jane Doe").Build();
        (string Name, byte[] Content, string Code)[] hostile =
        [
            ("bomb.docx", new DocxBuilder().Part("styles", new string('a', 90 << 20)).Build(), "zip_bomb"),
            ("macros.docm", macros, "macros"),
            ("two.pdf", [.. pdf, .. docx], "ambiguous_type"),
            ("image.pdf", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]], "corrupt"),
            ("deep.json", Encoding.UTF8.GetBytes(new string('[', 100_000) + new string(']', 100_000)), "too_nested"),
            ("entities.docx", DocxBuilder.Change(docx, "word/document.xml", xml => "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + xml), "corrupt"),
        ];
        using var stream = await _client.ParseAsync(0, Parse, [.. hostile.Select(f => ("files", f.Name, f.Content)), ("files", "../../etc/john-doe.txt", File.ReadAllBytes(Data("john-doe.txt")))]);
        var frames = await stream.ReadToEndAsync();

        var results = frames.Where(f => f.Event == "result").ToDictionary(f => f.Data.GetProperty("data").GetProperty("filename").GetString()!, f => f.Data.GetProperty("data"));
        Assert.True(results["john-doe.txt"].GetProperty("success").GetBoolean());
        Assert.All(hostile, file =>
        {
            Assert.False(results[file.Name].GetProperty("success").GetBoolean());
            Assert.Contains(file.Name, results[file.Name].GetProperty("error").GetString());
        });
        Assert.Equal(("done", 6), (frames[^1].Event, frames[^1].Data.GetProperty("summary").GetProperty("failed_count").GetInt32()));

        // The native stream has the codes too.
        using var native = await _client.GetAsync(1, stream.Location.Split('?')[0]);
        string log = await native.BodyAsync();
        Assert.All(hostile, file => Assert.Contains($"\"code\":\"{file.Code}\"", log));
    }

    [Fact]
    public async Task FilesOfTheSameNameAreKeptApart()
    {
        using var stream = await _client.ParseAsync(0, Parse, [.. Files("files", "john-doe.txt"), .. Files("files", "john-doe.txt")]);
        var frames = await stream.ReadToEndAsync();
        Assert.Equal(
            ["john-doe (2).txt", "john-doe.txt"],
            frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data").GetProperty("data").GetProperty("cv").GetString()).Order());
    }

    [Fact]
    public async Task MatchingFiltersScoresAndRanks()
    {
        using var parse = await _client.ParseAsync(0, Parse, Files("files", Documents));
        var parsed = await parse.ReadToEndAsync();
        string jobId = parse.Location.Split('/')[3];
        var request = new Dictionary<string, object>
        {
            ["must_have"] = new[] { "Minimum 3 ans d'expérience", "Python" },
            ["nice_have"] = new[] { "Kubernetes", "Apache Kafka", "Machine learning" },
            ["top_n"] = 3,
        };
        using var stream = await _client.PostAsync(1, Match, new Dictionary<string, object>(request) { ["parse_job_id"] = jobId });
        var frames = await stream.ReadToEndAsync();

        Assert.Equal(
            ["must_have_filtering", "embedding", "nice_have_detection", "reranking"],
            frames.Where(f => f.Event == "progress").Select(f => f.Data.GetProperty("step").GetString()).Distinct());
        Assert.Equal(Messages("Filtrage must-have: {0}/6 CVs", 6), MessagesOf(frames, "must_have_filtering"));
        var results = frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data")).ToList();
        var filtered = results.Where(r => r.TryGetProperty("status", out _)).ToList();
        Assert.Equal(["laverne-resume.pdf", "richard-hendriks.resume.json"], filtered.Select(r => r.GetProperty("cv").GetString()).Order());
        Assert.All(filtered, r => Assert.Equal("cv,status,reason,evidence,candidat", Names(r)));
        Assert.All(filtered, r => Assert.StartsWith("Manque critère must-have: Minimum 3 ans d'expérience", r.GetProperty("reason").GetString()));
        var scored = results.Except(filtered).ToList();
        Assert.Equal(4, scored.Count);
        Assert.All(scored, r => Assert.Equal("cv,score_final,score_base,bonus_nice_have_multiplicateur,coefficient_qualite_experience,evidence,candidat", Names(r)));

        var summary = frames[^1].Data.GetProperty("summary");
        Assert.Equal("results,metadata", Names(summary));
        var ranked = summary.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(ranked.Select(Score).OrderDescending(), ranked.Select(Score));
        Assert.Equal(scored.Select(r => r.GetProperty("cv").GetString()).Order(), ranked.Select(r => r.GetProperty("cv").GetString()).Order());
        Assert.All(ranked, r => Assert.InRange(Score(r), 0.01, 1));
        var metadata = summary.GetProperty("metadata");
        Assert.Equal("total_cvs,filtered_must_have,top_reranked,duree_totale_s", Names(metadata));
        Assert.Equal((6, 2, 3), (metadata.GetProperty("total_cvs").GetInt32(), metadata.GetProperty("filtered_must_have").GetInt32(), metadata.GetProperty("top_reranked").GetInt32()));

        // The results of the parse stream can be sent back unchanged: they are the same CVs.
        var sent = parsed.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data")).ToList();
        using var again = await _client.PostAsync(0, "/api/v1" + Match, new Dictionary<string, object>(request) { ["cvs"] = sent });
        var same = (await again.ReadToEndAsync())[^1].Data.GetProperty("summary").GetProperty("results");
        Assert.Equal(summary.GetProperty("results").GetRawText(), same.GetRawText());
    }

    [Fact]
    public async Task AnOfferAsTextIsMatchedWithCvsAsText()
    {
        using var stream = await _client.PostAsync(0, Match, new
        {
            offer = File.ReadAllText(Data("web-developer.job.json")),
            cvs = new object[] { File.ReadAllText(Data("john-doe.txt")), new { cv = "cuisinier.txt", text = File.ReadAllText(Data("labelled/held-out/28-cuisinier.txt")) } },
        });
        var frames = await stream.ReadToEndAsync();
        var cvs = frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data")).ToDictionary(r => r.GetProperty("cv").GetString()!);
        Assert.Equal(["cuisinier.txt", "cv-1"], cvs.Keys.Order());
        Assert.True(cvs["cuisinier.txt"].TryGetProperty("status", out _) || Score(cvs["cuisinier.txt"]) < Score(cvs["cv-1"]));
        Assert.Equal("done", frames[^1].Event);
    }

    [Fact]
    public async Task AnOfferAndCvsAsFilesAreMatchedAsTheirTextsAreAndABrokenFileIsOutAlone()
    {
        const string Offer = "Backend developer\n\nRequirements\n- 3 years of experience\n- Python\n\nNice to have\n- Kafka\n";
        using var texts = await _client.PostAsync(0, Match, new
        {
            offer = Offer,
            cvs = new[] { new { cv = "john-doe.txt", text = File.ReadAllText(Data("john-doe.txt")) } },
        });
        using var files = await _client.ParseAsync(
            1, Match, [.. Files("cv_files", "john-doe.txt", "alex-johnson.pdf"), ("cv_files", "broken.pdf", Broken), ("offer_file", "offer.txt", Encoding.UTF8.GetBytes(Offer))]);
        var frames = await files.ReadToEndAsync();
        var cvs = frames.Where(f => f.Event == "result").Select(f => f.Data.GetProperty("data")).ToDictionary(r => r.GetProperty("cv").GetString()!);
        Assert.Equal(["alex-johnson.pdf", "broken.pdf", "john-doe.txt"], cvs.Keys.Order());
        Assert.Equal(
            (await texts.ReadToEndAsync()).Single(f => f.Event == "result").Data.GetProperty("data").GetRawText(), cvs["john-doe.txt"].GetRawText());
        Assert.StartsWith("CV illisible: broken.pdf est tronqué", cvs["broken.pdf"].GetProperty("reason").GetString());
        Assert.Equal("""{"nom":"Doe","prenom":"John"}""", Only(cvs["john-doe.txt"].GetProperty("candidat"), "nom", "prenom"));
    }

    private static string Only(JsonElement members, params string[] names) =>
        JsonSerializer.Serialize(members.EnumerateObject().Where(m => names.Contains(m.Name)).ToDictionary(m => m.Name, m => m.Value));

    [Fact]
    public async Task TheStreamResumesAfterAnyFrameOnTheOtherApi()
    {
        using var stream = await _client.ParseAsync(0, Parse, Files("files", "john-doe.txt", "jane-smith.docx"));
        var frames = await stream.ReadToEndAsync();
        for (int i = 0; i < frames.Count - 1; i++)
        {
            using var rest = await _client.GetAsync(1, stream.Location, frames[i].Id);
            Assert.Equal(frames.Skip(i + 1).Select(f => f.Text), (await rest.ReadToEndAsync()).Select(f => f.Text));
        }

        using var seen = await _client.GetAsync(1, stream.Location, frames[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, seen.Status);
    }

    [Fact]
    public async Task APostThatWasCutOffGoesOnAtItsLocation()
    {
        var files = Enumerable.Range(0, 12).SelectMany(_ => Files("files", "alex-johnson.pdf", "laverne-resume.pdf")).ToArray();
        var seen = new List<CvsFrame>();
        string location;
        using (var cut = await _client.ParseAsync(0, Parse, files))
        {
            location = cut.Location;
            await foreach (var frame in cut.ReadAsync())
            {
                seen.Add(frame);
                if (seen.Count == 3)
                {
                    break;
                }
            }
        }

        using (var rest = await _client.GetAsync(1, location, seen[^1].Id))
        {
            seen.AddRange(await rest.ReadToEndAsync());
        }

        using var whole = await _client.GetAsync(0, location);
        Assert.Equal((await whole.ReadToEndAsync()).Select(f => f.Text), seen.Select(f => f.Text));
        Assert.Equal(24, seen.Count(f => f.Event == "result"));
        Assert.Equal("done", seen[^1].Event);
    }

    [Theory]
    [InlineData(Match, """{"cvs":["a CV"]}""", "offer")]
    [InlineData(Match, """{"offer":"Python"}""", "cvs")]
    [InlineData(Match, """{"offer":"Python","cvs":["x"],"top_n":0}""", "top_n")]
    [InlineData(Match, """{"must_have":"Python","cvs":["x"]}""", "must_have")]
    public async Task ABadRequestIsRefusedWithTheNameOfItsField(string path, string body, string field)
    {
        using var stream = await _client.PostAsync(0, path, JsonSerializer.Deserialize<JsonElement>(body));
        Assert.Equal(HttpStatusCode.BadRequest, stream.Status);
        Assert.Contains(field, await stream.BodyAsync());
    }

    [Fact]
    public async Task ParsingAcceptsOnlyAFormWithFiles()
    {
        using var json = await _client.PostAsync(0, Parse, new { });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.Status);
        using var http = new HttpClient();
        using var form = new MultipartFormDataContent { { new StringContent("no file"), "note" } };
        using var empty = await http.PostAsync(system.App.ApiUrls[0] + Parse, form);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.Contains("files", await empty.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"offer":"Python","parse_job_id":"6f1c1a5e-5a0e-4f3a-9a53-1d2c7a3f8b10"}""", "bad_request")]
    [InlineData("""{"offer":"Python","cvs":[{"cv":"a","identite":"Jean"}]}""", "bad_request")]
    [InlineData("""{"offer":"Python","cvs":[]}""", "no_cvs")]
    public async Task AnErrorThatOnlyTheWorkerDetectsIsAnErrorFrame(string body, string reason)
    {
        using var stream = await _client.PostAsync(0, Match, JsonSerializer.Deserialize<JsonElement>(body));
        var error = Assert.Single(await stream.ReadToEndAsync());
        Assert.Equal(("error", "event,code,message,details"), (error.Event, error.Names));
        Assert.Equal(("MATCHING_FAILED", reason), (error.Data.GetProperty("code").GetString(), error.Data.GetProperty("details").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task TheNativeSurfaceStartsTheSameJob()
    {
        using var http = new HttpClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(File.ReadAllBytes(Data("john-doe.txt"))), "files", "john-doe.txt" } };
        using var started = await http.PostAsync($"{system.App.ApiUrls[0]}/api/jobs/cv-parse", form);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        string id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetString()!;
        using var stream = await _client.GetAsync(1, $"/api/jobs/{id}/stream?dialect=cvs");
        Assert.Equal("done", (await stream.ReadToEndAsync())[^1].Event);
        var snapshot = await http.GetFromJsonAsync<JsonElement>($"{system.App.ApiUrls[1]}/api/jobs/{id}/snapshot");
        Assert.Equal("john-doe.txt", Assert.Single(snapshot.GetProperty("results").EnumerateArray()).GetProperty("key").GetString());
    }

    private static (string, string, byte[])[] Files(string field, params string[] names) =>
        [.. names.Select(name => (field, name, File.ReadAllBytes(Data(name))))];

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);
    private static double Score(JsonElement result) => result.GetProperty("score_final").GetDouble();

    private static string Names(JsonElement data) => string.Join(',', data.EnumerateObject().Select(member => member.Name));

    private static IEnumerable<string> Messages(string format, int total = 7) =>
        Enumerable.Range(1, total).Select(n => string.Format(System.Globalization.CultureInfo.InvariantCulture, CompositeFormat.Parse(format), n));

    private static IEnumerable<string?> MessagesOf(IEnumerable<CvsFrame> frames, string step) =>
        frames.Where(f => f.Event == "progress" && f.Data.GetProperty("step").GetString() == step).Select(f => f.Data.GetProperty("message").GetString());
}
