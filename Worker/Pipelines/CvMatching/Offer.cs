using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>What CVs are matched against.</summary>
/// <param name="Text">All of it, as given or put together from its parts.</param>
/// <param name="MustHaves">What eliminates.</param>
/// <param name="NiceHaves">What counts when it is there.</param>
/// <param name="Skills">Skills asked for, but for those that only a nice-have names.</param>
/// <param name="MinimumYears">Years of experience, or null when none are asked for.</param>
public sealed record Offer(
    string Text,
    string? Title,
    IReadOnlyList<Criterion> MustHaves,
    IReadOnlyList<Criterion> NiceHaves,
    IReadOnlyList<string> Skills,
    double? MinimumYears);

/// <param name="Text">As the offer words it.</param>
/// <param name="Skills">Skills of the lexicon in it.</param>
/// <param name="Years">Least years of experience in it, or null.</param>
/// <param name="Explicit">
/// Given as a criterion by the client, so that it eliminates in any wording. One that was found in the text of an
/// offer eliminates only by what can be checked: years, skills, languages, degrees.
/// </param>
public sealed record Criterion(string Text, IReadOnlyList<string> Skills, double? Years, bool Explicit);

/// <summary>Reads the text of an offer. Safe for concurrent use.</summary>
public interface IOfferReader
{
    /// <exception cref="Streaming.Execution.PipelineException">The text can't be read now, or not at all.</exception>
    Task<JobPosting> ReadAsync(string text, CancellationToken cancellationToken);
}
