using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>
/// Runs axe-core within the page and sends its script once per page. The package's own call for Playwright opens a tab for each
/// run, to support frames: that is ten times slower, and this page has no frames.
/// </summary>
internal static class Axe
{
    private const string Run = """
        async (rule) => (await axe.run({ resultTypes: ['violations'], ...(rule && { runOnly: [rule] }) })).violations
            .filter((v) => v.impact === 'serious' || v.impact === 'critical')
            .map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map((n) => n.html).join('\n  ')}`)
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The serious and critical findings, one text each.</summary>
    /// <param name="rule">The only rule to check; null checks all.</param>
    public static async Task<string[]> FindAsync(IPage page, string? rule = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<string[]>(Run, rule);
    }
}
