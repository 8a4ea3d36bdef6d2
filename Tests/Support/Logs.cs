using System.Text;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Support;

internal static class Logs
{
    /// <summary>No wait of a test is longer: it then hangs, which is a failure.</summary>
    public static CancellationToken Patience(int seconds = 30) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    public static async Task<IReadOnlyList<JobEvent>> AllAsync(this IJobLog log, Guid jobId) =>
        await log.ReadAsync(jobId, EventId.None, int.MaxValue - 1, Patience());

    /// <summary>Tails until the log ends, or <paramref name="until"/> is reached.</summary>
    public static async Task<List<JobEvent>> TailToAsync(this IJobLog log, Guid jobId, EventId after, long until = long.MaxValue, CancellationToken stop = default)
    {
        var seen = new List<JobEvent>();
        await foreach (var batch in log.TailAsync(jobId, after, stop == default ? Patience() : stop))
        {
            Assert.NotEmpty(batch);
            seen.AddRange(batch);
            if (batch[^1].Id.Seq >= until)
            {
                break;
            }
        }

        return seen;
    }

    /// <summary>Ids, types and bytes: what watchers compare. The scope is not theirs.</summary>
    public static List<string> Lines(this IEnumerable<JobEvent> events) =>
        [.. events.Select(e => $"{e.Id} {e.Type} {Encoding.UTF8.GetString(e.Data.Span)}")];

    public static void AssertSame(IEnumerable<JobEvent> expected, IEnumerable<JobEvent> actual) =>
        Assert.Equal(expected.Lines(), actual.Lines());

    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        var patience = Patience();
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, what);
            await Task.Delay(20);
        }
    }
}
