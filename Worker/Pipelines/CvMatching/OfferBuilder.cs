using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Builds an offer from its text and from the criteria that the client gave.</summary>
internal sealed class OfferBuilder(IPostingReader reader)
{
    private static readonly SkillReader Skills = new(SkillLexicon.Builtin);

    public async Task<Offer> BuildAsync(CvMatchingRequest request, CancellationToken cancellationToken)
    {
        List<Criterion> musts = [.. (request.MustHave ?? []).Select(Given)];
        List<Criterion> nices = [.. (request.NiceHave ?? []).Select(Given)];
        JobPosting? posting = request.Offer is { } text ? await ModelFailure.TranslateAsync(() => reader.ReadAsync(text, cancellationToken)) : null;
        // The client's criteria replace the criteria of the same kind in the text: a given list is complete.
        if (request.MustHave is null && posting is not null)
        {
            musts.AddRange(posting.MustHaves.Select(Found));
        }

        if (request.NiceHave is null && posting is not null)
        {
            nices.AddRange(posting.NiceToHaves.Select(Found));
        }

        var optional = nices.SelectMany(c => c.Skills).Except(musts.SelectMany(c => c.Skills), StringComparer.OrdinalIgnoreCase);
        return new Offer(
            string.Join('\n', new[] { request.Offer }.Concat(musts.Concat(nices).Where(c => c.Explicit).Select(c => c.Text)).OfType<string>()),
            posting?.Title,
            musts,
            nices,
            [.. musts.SelectMany(c => c.Skills).Concat(posting?.Skills ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Except(optional, StringComparer.OrdinalIgnoreCase)],
            musts.Select(c => c.Years).Max() ?? posting?.MinimumYears);
    }

    private static Criterion Given(string text) => new(text.Trim(), SkillsOf(text), RequiredYears.In(text), true);

    private static Criterion Found(Requirement requirement) => new(requirement.Text, requirement.Skills, requirement.Years, false);

    // "Go" alone is the language. In a sentence its context must show that it is the language.
    private static IReadOnlyList<string> SkillsOf(string text) =>
        SkillLexicon.Builtin.Lookup(text.Trim()) is { IsSoft: false } whole ? [whole.Name] : Skills.Known(text);
}
