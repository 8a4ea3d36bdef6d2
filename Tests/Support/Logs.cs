using System.Text;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Support;

internal static class Logs
{
    /// <summary>Limits the waits of a test: a longer wait is a failure.</summary>
    public static CancellationToken Deadline(int seconds = 30) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;

    public static async Task<IReadOnlyList<JobEvent>> AllAsync(this IJobLog log, Guid jobId) =>
        await log.ReadAsync(jobId, EventId.None, int.MaxValue - 1, Deadline());

    /// <summary>Tails until the log ends, or <paramref name="until"/> is reached.</summary>
    public static async Task<List<JobEvent>> TailToAsync(this IJobLog log, Guid jobId, EventId after, long until = long.MaxValue, CancellationToken stop = default)
    {
        var seen = new List<JobEvent>();
        await foreach (var batch in log.TailAsync(jobId, after, stop == default ? Deadline() : stop))
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

    /// <summary>Ids, types and bytes, as watchers see them: without the scope.</summary>
    public static List<string> Lines(this IEnumerable<JobEvent> events) =>
        [.. events.Select(e => $"{e.Id} {e.Type} {Encoding.UTF8.GetString(e.Data.Span)}")];

    public static void AssertSame(IEnumerable<JobEvent> expected, IEnumerable<JobEvent> actual) =>
        Assert.Equal(expected.Lines(), actual.Lines());

    public static Task EventuallyAsync(Func<Task<bool>> holds, string what) => EventuallyAsync(holds, () => what);

    /// <param name="what">What is wrong, after the time.</param>
    public static async Task EventuallyAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var deadline = Deadline(60);
        while (!await holds())
        {
            Assert.False(deadline.IsCancellationRequested, deadline.IsCancellationRequested ? what() : "");
            await Task.Delay(20);
        }
    }
}
