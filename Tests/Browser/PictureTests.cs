using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Browser;

/// <summary>What pictures of the page asked for.</summary>
[Collection(BrowserTests.Name)]
public sealed class PictureTests(BrowserSystem system)
{
    /// <summary>A worker that was killed says nothing more: its step is not about to end.</summary>
    [Fact]
    public async Task AnEstimateThatHasRunOutIsNotShown()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await job.AppendAsync(new JobStatusEvent(JobStatus.Running), new StepProgressEvent("one", StepStatus.Running, 40, EtaSec: 0.4, Message: "The posting is read."));
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(job.Id);
        await tab.StateAsync("live");
        await tab.Page.EvaluateAsync("() => { window.details = []; new MutationObserver(() => details.push(document.querySelector('.step-detail').textContent)).observe(document.body, { subtree: true, childList: true, characterData: true }); }");
        await job.AppendAsync(new StepProgressEvent("one", StepStatus.Running, 80, EtaSec: 0.4, Message: "The posting is read."));
        await tab.Page.WaitForFunctionAsync("() => details.includes('0.4 s left · The posting is read.')");
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('.step-detail').textContent === 'The posting is read.'");
        await tab.StateAsync("live");
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AMomentOfThePastIsToldOnANarrowScreenToo()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await job.ItemsAsync(40);
        await job.DoneAsync();
        await using var visitor = await system.VisitAsync(width: 390, language: "fr-FR");
        var tab = await visitor.OpenAsync($"/jobs/{job.Id}?at=1-100");
        await tab.Page.WaitForFunctionAsync("() => /^Événement 100 sur 122 · [0-9:]+$/.test(document.querySelector('.travel-position')?.textContent)");
        Assert.True(await tab.Page.Locator(".travel-position").EvaluateAsync<bool>("(text) => text.clientWidth >= 110 && text.scrollWidth <= text.clientWidth && text.getBoundingClientRect().bottom <= innerHeight"));
        await tab.CheckCleanAsync();
    }
}
