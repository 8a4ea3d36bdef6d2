using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Browser;

/// <summary>Jobs with a known outcome, and how the page must show them.</summary>
internal static class Diagnostics
{
    /// <summary>Fails in its second step, after all items: it requests more rounds than the workers allow.</summary>
    public static readonly DiagnosticsWork Failing = new(Items: 3, Rounds: 100, SealRounds: 20_000_000_000);

    /// <summary>Long enough for a test to stop its worker before its end.</summary>
    public static readonly DiagnosticsWork Slow = new(Items: 20, Rounds: 125_000, SealRounds: 1, Share: 25);

    /// <summary>As long as the workers allow: only a cancel ends it.</summary>
    public static readonly DiagnosticsWork Endless = new(Items: 2, Rounds: 9_000_000_000, SealRounds: 1, Parallel: 1, Share: 5);

    /// <summary>Its text grows as long as the workers allow: only a cancel ends it.</summary>
    public static readonly DiagnosticsWork Talking = new(Items: 1, Rounds: 100, SealRounds: 9_000_000_000, Parallel: 1, Share: 5);

    /// <summary>Every item is on screen once, and so is every event.</summary>
    public static async Task CheckAsync(Tab tab, DiagnosticsWork work)
    {
        var expected = Enumerable.Range(0, work.Items).Select(i => $"item-{i}").Append("seal").Order(StringComparer.Ordinal);
        await tab.Page.Locator("#tab-results").ClickAsync();
        Assert.Equal(expected, (await tab.RowsAsync()).Order(StringComparer.Ordinal));
        await tab.CheckWholeAsync();
    }
}
