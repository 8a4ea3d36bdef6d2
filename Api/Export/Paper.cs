using Microsoft.Net.Http.Headers;

namespace AspireStreaming.Api.Export;

/// <summary>The size of a page, in twentieths of a point.</summary>
internal sealed record Paper(uint Width, uint Height)
{
    public static readonly Paper A4 = new(11906, 16838);
    public static readonly Paper Letter = new(12240, 15840);

    /// <summary>The regions that print on Letter, as the CLDR lists them. All others print on A4.</summary>
    private static readonly HashSet<string> LetterRegions =
        new(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"], StringComparer.OrdinalIgnoreCase);

    /// <summary>That of the first region among the wanted languages; A4 without one.</summary>
    public static Paper For(IList<string?> acceptLanguage) =>
        StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var wanted)
            && wanted.Where(value => value.Quality is not 0).OrderByDescending(value => value.Quality ?? 1)
                .Select(value => RegionOf(value.Value.ToString())).OfType<string>().FirstOrDefault() is { } region
            && LetterRegions.Contains(region)
                ? Letter
                : A4;

    /// <summary>As in <c>en-US</c> and <c>zh-Hant-TW</c>.</summary>
    private static string? RegionOf(string tag) => tag.Split('-').Skip(1).FirstOrDefault(part => part.Length == 2);
}
