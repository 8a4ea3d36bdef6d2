using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>
/// axe-core within the page, its script sent once a page. The package's own call for Playwright opens another tab for each run,
/// for the sake of frames, which this page has none of: ten times slower.
/// </summary>
internal static class Axe
{
    private const string Run = """
        async () => (await axe.run({ resultTypes: ['violations'] })).violations
            .filter((v) => v.impact === 'serious' || v.impact === 'critical')
            .map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map((n) => n.html).join('\n  ')}`)
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The serious and critical findings, one text each.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<string[]>(Run);
    }
}
