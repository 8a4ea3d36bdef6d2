using System.Globalization;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Which jobs a listing has. Parameters that it does not know are refused: a filter that is ignored gives a wrong list.</summary>
/// <param name="Statuses">Empty: all.</param>
/// <param name="Since">Created at this time or later.</param>
/// <param name="Until">Created before this time.</param>
/// <param name="Text">In the title, the name of the pipeline or the id, in upper or lower case.</param>
public sealed record JobFilter(IReadOnlySet<JobStatus> Statuses, string? Pipeline, DateTimeOffset? Since, DateTimeOffset? Until, string? Text)
{
    public const string StatusParameter = "status";
    public const string PipelineParameter = "pipeline";
    public const string SinceParameter = "since";
    public const string UntilParameter = "until";
    public const string TextParameter = "text";

    private const int MostText = 200;
    private static readonly string[] Known = [StatusParameter, PipelineParameter, SinceParameter, UntilParameter, TextParameter, "limit", "cursor"];
    private static readonly JobStatus[] All = Enum.GetValues<JobStatus>();

    /// <summary>Whether every job passes.</summary>
    public bool IsEmpty => Statuses.Count == 0 && Pipeline is null && Since is null && Until is null && Text is null;

    /// <returns>The filter, or what is wrong with the query.</returns>
    public static (JobFilter? Filter, ProblemHttpResult? Problem) Read(IQueryCollection query)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (string name in query.Keys.Where(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            errors[name] = [$"is not a parameter of this listing; it takes {string.Join(", ", Known)}"];
        }

        var statuses = new HashSet<JobStatus>();
        foreach (string name in query[StatusParameter].SelectMany(value => (value ?? "").Split(',')))
        {
            switch (name)
            {
                case "active":
                    statuses.UnionWith(All.Where(status => !status.IsTerminal()));
                    break;
                case "ended":
                    statuses.UnionWith(All.Where(status => status.IsTerminal()));
                    break;
                case var _ when JobStatuses.TryParse(name, out var status):
                    statuses.Add(status);
                    break;
                default:
                    errors[StatusParameter] = [$"must be active, ended, {string.Join(", ", All.Select(known => known.Name()))}, or several of them with commas between"];
                    break;
            }
        }

        var since = Time(query, SinceParameter, errors);
        var until = Time(query, UntilParameter, errors);
        string? text = One(query, TextParameter, errors);
        string? pipeline = One(query, PipelineParameter, errors);
        return errors.Count > 0 ? (null, Problems.Fields(errors)) : (new JobFilter(statuses, pipeline, since, until, text), null);
    }

    public bool Passes(JobRecord job) =>
        (Statuses.Count == 0 || Statuses.Contains(job.Status))
        && (Pipeline is null || job.Pipeline == Pipeline)
        && (Since is null || job.CreatedAt >= Since)
        && (Until is null || job.CreatedAt < Until)
        && (Text is null || Has(job.Title) || Has(job.Pipeline) || Has(job.JobId.ToString("D")));

    private bool Has(string? place) => place?.Contains(Text!, StringComparison.OrdinalIgnoreCase) is true;

    private static string? One(IQueryCollection query, string name, Dictionary<string, string[]> errors)
    {
        var values = query[name];
        if (values.Count > 1 || values is [{ Length: > MostText }])
        {
            errors[name] = [$"must be given once, with at most {MostText} characters"];
        }

        return values is [{ Length: > 0 } value, ..] ? value : null;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, Dictionary<string, string[]> errors)
    {
        if (One(query, name, errors) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        errors[name] = ["must be a time such as 2026-01-31T08:00:00Z"];
        return null;
    }
}
