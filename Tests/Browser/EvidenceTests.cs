using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>Scores, decisions and edits show the sentences that they rest on, side by side, on a click.</summary>
[Collection(BrowserTests.Name)]
public sealed class EvidenceTests(BrowserSystem system)
{
    private const string Offer = "Backend developer\n\nRequirements\n- At least 3 years of experience in Python\n- Fluent German\n\nNice to have\n- Kafka\n";
    private const string Marie = "Marie Martin\nDéveloppeuse backend\n\nEXPÉRIENCE\n\nDéveloppeuse backend | Nuage SAS | 2019 - 2024\n- APIs en Python sur PostgreSQL\n\nLANGUES\nAllemand : C1\n";
    private const string Jean = "Jean Dupont\nComptable\n\nEXPÉRIENCE\n\nComptable | Cabinet Leroy | 2015 - 2023\n- Comptabilité générale\n\nLANGUES\nAnglais : B2\n";

    [Fact]
    public async Task AScoreAndAFilterDecisionShowOfferAndCvSideBySide()
    {
        var id = await system.Apis[0].StartAsync(
            new { offer = Offer, cvs = new[] { new { cv = "marie.txt", text = Marie }, new { cv = "jean.txt", text = Jean } } }, "cv-matching");
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(id);
        await tab.EndAsync();
        Assert.Equal(0, await tab.CountAsync(".evidence"));

        await tab.Page.Locator(".ranking .row-toggle").First.ClickAsync();
        var scored = tab.Page.Locator(".ranking .row-detail .evidence");
        Assert.Equal(("met", "At least 3 years of experience in Python"), await PairAsync(scored, "must_have", "offer", 0));
        Assert.Equal(("met", "Développeuse backend, Nuage SAS (2019 – 2024)"), await PairAsync(scored, "must_have", "cv", 0));
        Assert.Equal(("met", "Allemand, C1"), await PairAsync(scored, "must_have", "cv", 1));
        Assert.Equal(("not_found", "The CV says nothing about it."), await PairAsync(scored, "nice_have", "cv", 0));
        // By the model: no word is the same.
        Assert.Equal((null, "Backend developer"), await PairAsync(scored, "similar", "offer", 0));
        Assert.StartsWith("Développeuse backend", (await PairAsync(scored, "similar", "cv", 0)).Text, StringComparison.Ordinal);

        await tab.Page.Locator(".filtered summary").ClickAsync();
        var filtered = tab.Page.Locator(".filtered .evidence");
        Assert.Equal(("not_found", "The CV says nothing about it."), await PairAsync(filtered, "must_have", "cv", 0));
        Assert.Equal(("not_met", "Anglais, B2"), await PairAsync(filtered, "must_have", "cv", 1));

        // The two sides of a pair stand beside each other.
        var sides = scored.Locator("li").First.Locator(".evidence-side");
        var (left, right) = (await sides.Nth(0).BoundingBoxAsync(), await sides.Nth(1).BoundingBoxAsync());
        Assert.True(left!.X + left.Width <= right!.X && Math.Abs(left.Y - right.Y) < 1);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AnEditAndAJobScoreShowThemInFrench()
    {
        await using var visitor = await system.VisitAsync(language: "fr-FR");
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(
            new { resume_text = Marie, jobs = new[] { new { jobtitle = "Backend developer", jobdata = Offer } } }, "match-jobs"));
        await tab.EndAsync();
        await tab.Page.Locator(".scored-job summary").ClickAsync();
        var scored = tab.Page.Locator(".scored-job .evidence");
        Assert.Contains("rempli", await scored.Locator("[data-status=met] .evidence-head").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(("not_found", "Le CV n’en dit rien."), await PairAsync(scored, "nice_have", "cv", 0));

        await tab.Page.GotoAsync($"/jobs/{await system.Apis[0].StartAsync(
            new { resume_text = Marie + "COMPÉTENCES\nExcel, SQL, Python\n", job_text = "Développeur\n\nProfil recherché\n- Maîtrise de Python\n" }, "resume-tailoring")}");
        await tab.EndAsync();
        var edit = tab.Page.Locator(".diff:has(.evidence-details)").First;
        await edit.Locator("summary").ClickAsync();
        Assert.NotEmpty(await edit.Locator("[data-side=cv] p").First.InnerTextAsync());
        await tab.CheckCleanAsync();
    }

    private static async Task<(string? Status, string Text)> PairAsync(ILocator evidence, string kind, string side, int at)
    {
        var pair = evidence.Locator($"li[data-kind={kind}]").Nth(at);
        return (await pair.GetAttributeAsync("data-status"), (await pair.Locator($"[data-side={side}] p").First.InnerTextAsync()).Trim());
    }
}
