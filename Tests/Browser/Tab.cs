using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>A tab, its errors, and the content that a user sees.</summary>
internal sealed partial class Tab
{
    /// <summary>Records every state of the badge, even a short one, and every violation of the policy.</summary>
    public const string Recorder = """
        window.badgeStates = [];
        window.violations = [];
        document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
        new MutationObserver(() => {
          const state = document.querySelector('.badge')?.dataset.state;
          if (state && window.badgeStates.at(-1) !== state) window.badgeStates.push(state);
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
        """;

    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<IRequest> _requests = [];

    public Tab(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _errors.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) => _requests.Enqueue(request);
    }

    public IPage Page { get; }

    /// <summary>The requests of the tab, in order.</summary>
    public IReadOnlyList<IRequest> Requests => [.. _requests];

    /// <summary>Fails on any error: for a page that could reach its server all the time.</summary>
    public async Task CheckCleanAsync()
    {
        Assert.True(_errors.IsEmpty, string.Join("\n", _errors));
        Assert.Empty(await Page.EvaluateAsync<string[]>("violations"));
        string origin = new Uri(Page.Url).GetLeftPart(UriPartial.Authority);
        Assert.All(Requests, r => Assert.True(
            r.Url.StartsWith(origin + "/", StringComparison.Ordinal) || r.Url.StartsWith("data:", StringComparison.Ordinal) || r.Url.StartsWith("blob:", StringComparison.Ordinal), r.Url));
    }

    /// <summary>Waits until the address is a job's. Checked in the page: WaitForURLAsync misses a change between its check and its wait.</summary>
    public Task OnJobAsync() => Page.WaitForFunctionAsync("() => location.pathname.startsWith('/jobs/')");

    public Task StateAsync(string state) => Page.WaitForSelectorAsync($".badge[data-state={state}]");

    /// <summary>Waits until the page shows that the job has ended with this status.</summary>
    public async Task EndAsync(string status = "completed")
    {
        await StateAsync("finished");
        await Page.WaitForSelectorAsync($".job-title .pill[data-status={status}]");
    }

    public Task<string[]> StatesAsync() => Page.EvaluateAsync<string[]>("badgeStates");

    public Task HasShownAsync(string state) => Page.WaitForFunctionAsync("(state) => badgeStates.includes(state)", state);

    public Task<int> CountAsync(string selector) => Page.Locator(selector).CountAsync();

    public Task AtLeastAsync(string selector, int count) =>
        Page.WaitForFunctionAsync("([selector, n]) => document.querySelectorAll(selector).length >= n", new object[] { selector, count });

    /// <summary>Names of the rows of the results, in the order of the screen.</summary>
    public async Task<string[]> RowsAsync() => [.. (await Page.Locator(".sort-table tbody th").AllInnerTextsAsync()).Select(x => x.Trim())];

    /// <summary>Ids of all events in the inspector, read by scrolling as a user does.</summary>
    public async Task<string[]> EventIdsAsync()
    {
        await Page.Locator("#tab-events").ClickAsync();
        await Page.WaitForFunctionAsync("() => !document.querySelector('.inspector [role=status]').textContent.includes('…')");
        return await Page.EvaluateAsync<string[]>(
            """
            async () => {
              const list = document.querySelector('.virtual');
              const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
              const ids = new Map();
              for (let top = 0; ; top += list.clientHeight / 2) {
                list.scrollTop = top;
                await frame();
                for (const row of list.querySelectorAll('.virtual-row:not([hidden])')) ids.set(row.getAttribute('aria-posinset'), row.children[0].textContent);
                if (top >= list.scrollHeight) break;
              }
              return [...ids].sort(([a], [b]) => a - b).map(([, id]) => id);
            }
            """);
    }

    /// <summary>Checks that the screen has every event once: as many as the header shows, with no seq missing or double.</summary>
    public async Task<int> CheckWholeAsync()
    {
        string head = await Page.Locator(".job-facts").InnerTextAsync();
        int count = int.Parse(EventCount().Match(head).Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        string[] ids = await EventIdsAsync();
        Assert.Equal(Enumerable.Range(1, count), ids.Select(id => int.Parse(id.Split('-')[1])));
        return count;
    }

    [GeneratedRegex("(?<count>[0-9,]+) events?", RegexOptions.None, 1000)]
    private static partial Regex EventCount();
}
