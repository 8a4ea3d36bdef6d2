using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Tests.Worker.CvMatching;

/// <summary>Reranking by a model, over a real socket.</summary>
public sealed class ModelRerankerTests
{
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
}
