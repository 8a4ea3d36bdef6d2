using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Tests.Worker.CvParsing;

/// <summary>Parsing, reading offers and reranking by a model, over a real socket in both providers' formats.</summary>
public sealed class ModelCvTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData(AiProvider.OpenAI)]
    [InlineData(AiProvider.Anthropic)]
    public async Task AModelsAnswerIsACvWhoseContactsAreInTheText(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text(ScriptedCvs.Cv(3))]);
        var cv = await new ModelCvParser(host.Model).ParseAsync("Person 3, person-3@example.com", Today, CancellationToken.None);
        Assert.Equal(("Person 3", "person-3@example.com"), (cv.FullName, cv.Contact.Email));

        host.Server.Enqueue(ModelReply.Text(ScriptedCvs.Cv(3)));
        Assert.Null((await new ModelCvParser(host.Model).ParseAsync("No address here", Today, CancellationToken.None)).Contact.Email);
    }

    [Fact]
    public async Task AnAnswerThatNeverFitsTheSchemaFailsOnlyThisCv()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text("{}"), ModelReply.Text("no JSON")]);
        var error = await Assert.ThrowsAsync<UnreadableCvException>(() => new ModelCvParser(host.Model).ReadRecordAsync("a.pdf", "Person 1", Today, CancellationToken.None));
        Assert.Equal(AiErrorCodes.BadOutput, error.Code);
    }

    [Fact]
    public async Task AnUnavailableModelFailsTheStepAndTheStepIsTriedAgain()
    {
        var settings = new Dictionary<string, string?> { ["Ai:MaxRetries"] = "0" };
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.RateLimited("7")], settings);
        var error = await Assert.ThrowsAsync<PipelineException>(() => new ModelCvParser(host.Model).ReadRecordAsync("a.pdf", "Person 1", Today, CancellationToken.None));
        Assert.Equal((AiErrorCodes.RateLimited, true, TimeSpan.FromSeconds(7)), (error.Code, error.Retryable, error.RetryAfter));
    }

    [Fact]
    public async Task TheModelReranksWithoutPersonalDataAndWithinTheNiceHavesOfTheOffer()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(
            """{"fit":0.9,"experience_quality":1.25,"missing_nice_to_haves":["kubernetes","Something the offer never asked for"],"reasons":["Bon profil."]}""")]);
        var offer = new Offer("Python, Kubernetes", null, [], [new Criterion("Kubernetes", ["Kubernetes"], null, true)], [], null);
        var cv = CvRecords.From("secret-name.pdf", new CvProfile { Language = "fr", FullName = "Zoé Secrète", Contact = new ContactDetails { Email = "zoe@example.com" }, Title = "Développeuse" });
        var found = await new ModelReranker(host.Model).RerankAsync(offer, cv, new Reranking(0.8, [], 1, null), CancellationToken.None);
        Assert.Equal((0.85, 1.25), (found.ScoreBase, found.Coefficient));
        Assert.Equal(["Kubernetes"], found.MissingNiceHaves);
        Assert.Equal(["Bon profil."], found.Reasons);
        string sent = Assert.Single(host.Server.Requests).Body.GetRawText();
        Assert.Contains("veloppeuse", sent);
        Assert.All(new[] { "secret-name", "Secr", "zoe@" }, secret => Assert.DoesNotContain(secret, sent));
    }

    [Fact]
    public async Task ACvThatTheModelCannotJudgeKeepsItsScoreAndNamesTheReason()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text("{}"), ModelReply.Text("{}")]);
        var first = new Reranking(0.8, [], 1.1, null);
        var cv = CvRecords.From("a.pdf", new CvProfile { Language = "fr" });
        var found = await new ModelReranker(host.Model).RerankAsync(new Offer("x", null, [], [], [], null), cv, first, CancellationToken.None);
        Assert.Equal(first with { Reasons = found.Reasons }, found);
        Assert.Contains(found.Reasons!, reason => reason.Contains(AiErrorCodes.BadOutput, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOfferIsReadByTheModel()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(
            """{"language":"fr","title":"Développeur","company":null,"location":null,"skills":["Python"],"requirements":[{"kind":"must_have","text":"3 ans de Python","skills":["Python"],"years":3}],"responsibilities":[],"minimum_years":3}""")]);
        var posting = await new ModelOfferReader(host.Model).ReadAsync("une offre", CancellationToken.None);
        Assert.Equal("3 ans de Python", Assert.Single(posting.MustHaves).Text);
    }
}
