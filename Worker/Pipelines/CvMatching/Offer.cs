namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>The offer that CVs are matched against.</summary>
/// <param name="Text">The whole text, as given or composed from its parts.</param>
/// <param name="MustHaves">The criteria that eliminate CVs.</param>
/// <param name="NiceHaves">The criteria that count when the CV meets them.</param>
/// <param name="Skills">The requested skills, without skills that only a nice-have names.</param>
/// <param name="MinimumYears">Years of experience, or null when the offer names none.</param>
public sealed record Offer(
    string Text,
    string? Title,
    IReadOnlyList<Criterion> MustHaves,
    IReadOnlyList<Criterion> NiceHaves,
    IReadOnlyList<string> Skills,
    double? MinimumYears);

/// <param name="Text">As the offer words it.</param>
/// <param name="Skills">Skills of the lexicon in the text.</param>
/// <param name="Years">The least years of experience in the text, or null.</param>
/// <param name="Explicit">
/// Whether the client gave the criterion, so that it eliminates in any wording. A criterion from the text of an
/// offer eliminates only by facts that can be checked: years, skills, languages, degrees.
/// </param>
public sealed record Criterion(string Text, IReadOnlyList<string> Skills, double? Years, bool Explicit);
