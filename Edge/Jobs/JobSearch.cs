using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Finds the jobs of a page that pass a filter, by looking through the listing.</summary>
internal static class JobSearch
{
    /// <summary>The jobs that one page looks through.</summary>
    public const int MostLookedAt = MostPages * JobsPerPage;

    private const int JobsPerPage = 200;
    private const int MostPages = 5;

    /// <param name="list">A page of the listing: from where, and how many jobs.</param>
    /// <param name="passes">The filter.</param>
    /// <param name="before">The end of the page before; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="until">Jobs before this time can't pass; null when they can.</param>
    /// <returns>Up to <paramref name="limit"/> jobs. When it has looked at 1,000 jobs it returns what it has, and where to go on.</returns>
    public static async Task<JobPage> FindAsync(
        Func<JobPageCursor?, int, Task<JobPage>> list, Func<JobRecord, bool> passes, JobPageCursor? before, int limit, DateTimeOffset? until = null)
    {
        var found = new List<JobRecord>();
        for (int pages = 0; pages < MostPages; pages++)
        {
            var page = await list(before, JobsPerPage);
            foreach (var job in page.Jobs.Where(passes))
            {
                if (found.Count == limit)
                {
                    return new JobPage(found, new JobPageCursor(found[^1].CreatedAt, found[^1].JobId));
                }

                found.Add(job);
            }

            before = page.Next;
            if (before is null || before.CreatedAt < until)
            {
                return new JobPage(found, null);
            }
        }

        return new JobPage(found, before);
    }
}
