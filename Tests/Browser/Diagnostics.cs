using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Browser;

/// <summary>Jobs of a known outcome, as they must look on the page.</summary>
internal static class Diagnostics
{
    /// <summary>Fails in its second step when all items are there: it asks for more than the workers grant.</summary>
    public static readonly DiagnosticsWork Failing = new(Items: 3, Rounds: 100, SealRounds: 20_000_000_000);

    /// <summary>Not over before somebody has clicked, however slow the browser is.</summary>
    public static readonly DiagnosticsWork Slow = new(Items: 20, Rounds: 2_000_000, SealRounds: 1);

    /// <summary>As long as the workers grant: ends only by being canceled.</summary>
    public static readonly DiagnosticsWork Endless = new(Items: 2, Rounds: 9_000_000_000, SealRounds: 1);

    /// <summary>Every item is on screen once, and so is every event.</summary>
    public static async Task CheckAsync(Tab tab, DiagnosticsWork work)
    {
        var expected = Enumerable.Range(0, work.Items).Select(i => $"item-{i}").Append("seal").Order(StringComparer.Ordinal);
        await tab.Page.Locator("#tab-results").ClickAsync();
        Assert.Equal(expected, (await tab.RowsAsync()).Order(StringComparer.Ordinal));
        await tab.CheckWholeAsync();
    }
}
