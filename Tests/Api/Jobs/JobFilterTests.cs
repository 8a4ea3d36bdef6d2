using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AspireStreaming.Tests.Api.Jobs;

public sealed class JobFilterTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", true)]
    [InlineData("limit=5&cursor=1_x", true)]
    [InlineData("status=failed", true)]
    [InlineData("status=completed", false)]
    [InlineData("status=completed,failed", true)]
    [InlineData("status=completed&status=failed", true)]
    [InlineData("status=ended", true)]
    [InlineData("status=active", false)]
    [InlineData("pipeline=cv-parse", true)]
    [InlineData("pipeline=cv", false)]
    [InlineData("since=2026-01-02T12:00:00Z", true)]
    [InlineData("since=2026-01-02T12:00:01Z", false)]
    [InlineData("since=2026-01-02T14:00:00%2B02:00", true)]
    [InlineData("until=2026-01-02T12:00:00Z", false)]
    [InlineData("until=2026-01-03", true)]
    [InlineData("text=DUPONT", true)]
    [InlineData("text=R%C3%89SUM%C3%89", true)]
    [InlineData("text=PARSE", true)]
    [InlineData("text=0a0b0c0d", true)]
    [InlineData("text=martin", false)]
    [InlineData("status=failed&text=martin", false)]
    public void AJobPassesIfAllParametersHold(string query, bool passes)
    {
        var job = new JobRecord(
            Guid.Parse("0a0b0c0d-0000-4000-8000-000000000000"), "cv-parse", JobStatus.Failed, 1, 5, 1, At, At, At, false, null, null, Title: "Résumé of Jean Dupont");
        var (filter, problem) = Read(query);
        Assert.Null(problem);
        Assert.Equal(passes, filter!.Passes(job));
    }

    [Theory]
    [InlineData("state=failed", "state")]
    [InlineData("status=", "status")]
    [InlineData("status=done", "status")]
    [InlineData("status=failed,done", "status")]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=13", "until")]
    [InlineData("pipeline=a&pipeline=b", "pipeline")]
    public void AParameterThatIsNotKnownOrNotUsableIsNamed(string query, string field)
    {
        var (filter, problem) = Read(query);
        Assert.Null(filter);
        Assert.Contains(field, ((HttpValidationProblemDetails)problem!.ProblemDetails).Errors.Keys);
    }

    [Fact]
    public async Task APageLooksAtSoManyJobsAndTellsWhereToGoOn()
    {
        var jobs = Enumerable.Range(0, 2500)
            .Select(i => new JobRecord(Guid.NewGuid(), i % 1200 == 1199 ? "wanted" : "other", JobStatus.Completed, 1, 5, 1, At.AddMinutes(-i), null, null, false, null, null)).ToList();
        int looked = 0;
        Task<JobPage> ListAsync(JobPageCursor? before, int limit)
        {
            int from = before is null ? 0 : jobs.FindIndex(job => job.JobId == before.JobId) + 1;
            var page = jobs.Skip(from).Take(limit).ToList();
            looked += page.Count;
            return Task.FromResult(new JobPage(page, from + limit < jobs.Count ? new JobPageCursor(page[^1].CreatedAt, page[^1].JobId) : null));
        }

        var found = new List<Guid>();
        JobPageCursor? next = null;
        do
        {
            int before = looked;
            var page = await JobSearch.FindAsync(ListAsync, job => job.Pipeline == "wanted", next, 1);
            Assert.InRange(looked - before, 1, JobSearch.MostLookedAt);
            found.AddRange(page.Jobs.Select(job => job.JobId));
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(jobs.Where(job => job.Pipeline == "wanted").Select(job => job.JobId), found);

        // Older jobs than asked for are not looked at.
        looked = 0;
        await JobSearch.FindAsync(ListAsync, _ => false, null, 1, At.AddMinutes(-100));
        Assert.Equal(200, looked);
    }

    private static (JobFilter? Filter, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult? Problem) Read(string query) =>
        JobFilter.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
