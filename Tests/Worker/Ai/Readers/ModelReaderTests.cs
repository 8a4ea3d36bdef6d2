using System.Text.Json.Nodes;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Readers;
using AspireStreaming.Worker.Intelligence;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Worker.Ai.Readers;

/// <summary>Documents that a model reads, over a real socket: what it invents is left out, and where it is away the built-in reader answers.</summary>
public sealed class ModelReaderTests
{
    private const string Cv = """
        DUPONT Jean
        Chef de projet
        jean.dupont@example.com   06 12 34 56 78

        EXPÉRIENCE
        Société Générale, chef de projet, 03/2019 - aujourd'hui
        - Pilotage d'une équipe de six personnes
        Banque Postale, analyste, 2015 - 2018

        FORMATION
        Master informatique, Université de Nantes, 2014

        COMPÉTENCES
        JS, C, gestion de projet
        """;

    private const string Posting = """
        Backend Developer at Northwind
        Requirements
        - At least 3 years of experience with Python
        - Docker is a plus
        """;

    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData(AiProvider.OpenAI)]
    [InlineData(AiProvider.Anthropic)]
    public async Task AnAnswerThatTheDocumentContainsIsTaken(AiProvider provider)
    {
        var answer = CvAnswer();
        var latest = answer["positions"]![0]!;
        answer["positions"]!.AsArray().RemoveAt(0);
        answer["positions"]!.AsArray().Add(latest); // the profile has the latest first
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text(answer.ToJsonString())]);
        var cv = await ReadAsync(host);
        Assert.Equal(new ReadBy(ReadBy.Model), cv.ReadBy);
        Assert.Equal(("Jean Dupont", "Jean", "Dupont", "Chef de projet"), (cv.FullName, cv.FirstName, cv.LastName, cv.Title));
        Assert.Equal(("jean.dupont@example.com", "0612345678"), (cv.Contact.Email, cv.Contact.Phone));
        Assert.Equal(
            [("Chef de projet", "Société Générale", new YearMonth(2019, 3), null, true), ("Analyste", "Banque postale", new YearMonth(2015, null), new YearMonth(2018, null), false)],
            cv.Positions.Select(p => (p.Title!, p.Organisation!, p.Start!.Value, p.End, p.Current)));
        Assert.Equal(["Pilotage d’une équipe de six personnes"], cv.Positions[0].Highlights);
        Assert.Equal(new EducationEntry("Master informatique", "Université de Nantes", null, new YearMonth(2014, null)), Assert.Single(cv.Education));
        Assert.Equal(["JavaScript", "C", "gestion de projet"], cv.Skills);
        Assert.Equal(11, cv.YearsOfExperience, 0.8); // 2015 to 2018, and from March 2019, whatever the model says
        Assert.NotEmpty(cv.Sections);
    }

    /// <summary>Each field in turn holds what the CV does not say.</summary>
    [Theory]
    [InlineData("full_name", "\"Jean Durand\"", "Jean Dupont")]
    [InlineData("full_name", "\"Jean Dup\"", "Jean Dupont")]
    [InlineData("title", "\"Directeur général\"", "Chef de projet")]
    [InlineData("email", "\"jean@evil.example\"", "jean.dupont@example.com")]
    [InlineData("phone", "\"+44 20 7946 0000\"", "06 12 34 56 78")]
    [InlineData("location", "\"Lyon\"", null)]
    [InlineData("skills", """["Kubernetes","C#","C++"]""", "JS|C|gestion de projet")]
    [InlineData("certifications", """["PMP"]""", "")]
    [InlineData("links", """["https://evil.example/jean"]""", "")]
    public async Task AnInventedFieldComesFromTheDocument(string field, string invented, string? expected)
    {
        var answer = CvAnswer();
        answer[field] = JsonNode.Parse(invented);
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(answer.ToJsonString())]);
        var cv = await ReadAsync(host);
        Assert.True(cv.ReadBy is { Reader: ReadBy.Model, Dropped: > 0 }, $"{cv.ReadBy}");
        string? found = field switch
        {
            "full_name" => cv.FullName,
            "title" => cv.Title,
            "email" => cv.Contact.Email,
            "phone" => cv.Contact.Phone,
            "location" => cv.Contact.Location,
            "skills" => string.Join('|', cv.Skills),
            "certifications" => string.Join('|', cv.Certifications),
            _ => string.Join('|', cv.Contact.Links),
        };
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("""{"title":"Analyste","organisation":"Goldman Sachs"}""", "Analyste||2015|2018|False")]
    [InlineData("""{"organisation":"Goldman Sachs","title":"Directeur"}""", null)]
    [InlineData("""{"start_year":2011}""", "Analyste|Banque postale||2018|False")]
    [InlineData("""{"start_month":4}""", "Analyste|Banque postale|2015|2018|False")]
    [InlineData("""{"current":true}""", "Analyste|Banque postale|2015|2018|False")]
    [InlineData("""{"current":true,"end_year":null}""", "Analyste|Banque postale|2015|2018|False")]
    [InlineData("""{"location":"Paris","highlights":["Doubled the revenue"]}""", "Analyste|Banque postale|2015|2018|False")]
    public async Task AnInventedPartOfAPositionIsLeftOut(string change, string? expected)
    {
        var answer = CvAnswer();
        var position = answer["positions"]![1]!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            position[name] = value?.DeepClone();
        }

        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(answer.ToJsonString())]);
        var cv = await ReadAsync(host);
        Assert.Equal(expected is null ? 1 : 2, cv.Positions.Count);
        if (expected is not null)
        {
            var p = cv.Positions[1];
            Assert.Equal(expected, $"{p.Title}|{p.Organisation}|{p.Start?.Year}|{p.End?.Year}|{p.Current}");
            Assert.Null(p.Start?.Month);
            Assert.Null(p.Location);
            Assert.Empty(p.Highlights);
        }
    }

    [Fact]
    public async Task ContactsAreKeptInOtherSpellings()
    {
        var answer = CvAnswer();
        answer["phone"] = "+33 6 12 34 56 78";
        answer["links"] = JsonNode.Parse("""["https://github.com/eve","https://evil.example"]""");
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(answer.ToJsonString())]);
        var cv = await new ModelCvReader(Model(host), new CvReader())
            .ReadAsync("Eve Mallory\neve@example.org\n(+33) 6 12 34\n56 78\ngithub.com/eve\n", Today, CancellationToken.None);
        Assert.Equal("+33 6 12 34 56 78", cv.Contact.Phone);
        Assert.Equal(["https://github.com/eve"], cv.Contact.Links);
        Assert.Equal(("Eve Mallory", "eve@example.org"), (cv.FullName, cv.Contact.Email));
        Assert.Empty(cv.Positions);
    }

    [Fact]
    public async Task APostingKeepsOnlyItsOwnSentences()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text("""
            {"language":"en","title":"Backend developer","company":"Contoso","location":null,"skills":["Python","Rust"],"requirements":[
              {"kind":"must_have","text":"At least 3 years of experience with Python","skills":["Python","Django"],"years":8},
              {"kind":"must_have","text":"A degree in physics","skills":[],"years":null},
              {"kind":"nice_to_have","text":"Docker is a plus","skills":["Docker"],"years":null}],
             "responsibilities":["Make coffee"],"minimum_years":8}
            """)]);
        var posting = await new ModelPostingReader(Model(host), new PostingReader()).ReadAsync(Posting, CancellationToken.None);
        Assert.Equal(new ReadBy(ReadBy.Model, Dropped: 5), posting.ReadBy);
        Assert.Equal(("Backend developer", 3.0), (posting.Title, posting.MinimumYears));
        Assert.NotEqual("Contoso", posting.Company);
        Assert.Equal(["Python"], posting.Skills);
        Assert.Equal(
            ["MustHave At least 3 years of experience with Python [Python] 3", "NiceToHave Docker is a plus [Docker] "],
            posting.Requirements.Select(r => $"{r.Kind} {r.Text} [{string.Join(',', r.Skills)}] {r.Years}"));
        Assert.Empty(posting.Responsibilities);
    }

    public static TheoryData<ModelReply[], string> Failures => new()
    {
        { [new ModelReply { Finish = "refusal" }], AiErrorCodes.Refused },
        { [ModelReply.Text("{}"), ModelReply.Text("no JSON")], AiErrorCodes.BadOutput },
        { [ModelReply.RateLimited("7")], AiErrorCodes.RateLimited },
        { [ModelReply.Overloaded()], AiErrorCodes.Unavailable },
        { [ModelReply.CutAfter("{")], AiErrorCodes.Unavailable },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task WithoutAnAnswerTheBuiltInReaderAnswersAndSaysWhy(ModelReply[] replies, string code)
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, replies, new() { ["Ai:MaxRetries"] = "0" });
        var cv = await ReadAsync(host);
        Assert.Equal(new ReadBy(ReadBy.Builtin, code), cv.ReadBy);
        Assert.Equal(("Jean Dupont", 2), (cv.FullName, cv.Positions.Count));
        Assert.Contains(code, host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedKeyIsNotHidden()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Failure(401, "authentication_error", "invalid_api_key", "No such key.")]);
        var error = await Assert.ThrowsAsync<AiException>(() => ReadAsync(host));
        Assert.Equal(AiErrorCodes.Unauthorized, error.Code);
    }

    [Fact]
    public async Task AModelThatIsAwayIsLeftAloneForAWhile()
    {
        var time = new ManualTimeProvider();
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [], new() { ["Ai:MaxRetries"] = "0" }, time);
        bool back = false;
        host.Server.Respond = _ => back ? ModelReply.Text(CvAnswer().ToJsonString()) : ModelReply.Overloaded();
        var model = Model(host);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(new ReadBy(ReadBy.Builtin, AiErrorCodes.Unavailable), (await ReadAsync(model)).ReadBy);
        }

        Assert.Equal(4, host.Server.Requests.Count);
        back = true;
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(new ReadBy(ReadBy.Model), (await ReadAsync(model)).ReadBy);
    }

    private static Task<CvProfile> ReadAsync(ModelHost host) => ReadAsync(Model(host));

    private static Task<CvProfile> ReadAsync(ReaderModel model) => new ModelCvReader(model, new CvReader()).ReadAsync(Cv, Today, CancellationToken.None);

    private static ReaderModel Model(ModelHost host) => host.Services.GetRequiredService<ReaderModel>();

    /// <summary>The right answer, spelled as models do.</summary>
    private static JsonObject CvAnswer() => JsonNode.Parse("""
        {"language":"fr","full_name":"Jean Dupont","first_name":"Jean","last_name":"Dupont","title":"Chef de projet","email":"jean.dupont@example.com",
         "phone":"0612345678","location":null,"links":[],"summary":null,"positions":[
           {"title":"Chef de projet","organisation":"Société Générale","location":null,"start_year":2019,"start_month":3,"end_year":null,"end_month":null,"current":true,
            "highlights":["Pilotage d’une équipe de six personnes"]},
           {"title":"Analyste","organisation":"Banque postale","location":null,"start_year":2015,"start_month":null,"end_year":2018,"end_month":null,"current":false,"highlights":[]}],
         "education":[{"degree":"Master informatique","institution":"Université de Nantes","start_year":null,"end_year":2014}],
         "skills":["JavaScript","C","gestion de projet"],"spoken_languages":[],"certifications":[],"years_of_experience":40}
        """)!.AsObject();
}
