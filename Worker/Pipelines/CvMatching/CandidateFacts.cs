using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Who a CV is from, for those who choose among the results. Members are absent where the CV does not say them.</summary>
/// <param name="AnneesExperience">Years of work; overlapping positions count once. 0 or more.</param>
public sealed record CandidateFacts(string? Nom, string? Prenom, string? Titre, double AnneesExperience, string? Email)
{
    public static CandidateFacts Of(CvRecord cv) => new(cv.Identite.Nom, cv.Identite.Prenom, cv.Titre, cv.AnneesExperience, cv.Contact?.Email);
}
