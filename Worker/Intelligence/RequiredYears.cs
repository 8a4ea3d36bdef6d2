using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>The least number of years that a phrase asks for: "3+ years", "3 to 5 years", "au moins 5 ans", "minimum two years".</summary>
internal static partial class RequiredYears
{
    public static double? In(string text)
    {
        foreach (Match match in Years().Matches(text))
        {
            // "a company of 20 years", "18 ans et plus": these are not years of experience.
            if (NotExperience().IsMatch(text[Math.Max(0, match.Index - 24)..match.Index])) continue;
            var tail = text[match.Index..Math.Min(text.Length, match.Index + match.Length + 70)];
            if (!Experience().IsMatch(tail) && !Experience().IsMatch(text[Math.Max(0, match.Index - 60)..match.Index])) continue;
            var years = ExperienceYears.Number(match.Groups["n"].Value);
            if (years is > 0 and <= 40) return years;
        }

        return null;
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}.,])(?<n>" + ExperienceYears.NumberPattern + @")\s?\+?\s?(?:\(\d{1,2}\)\s?)?(?:(?:-|–|to|à|or|ou|/)\s?(?:" + ExperienceYears.NumberPattern + @")\s?\+?\s?)?(?:years?|yrs?|ans|années?|an)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Years();

    [GeneratedRegex(@"(?:company|founded|since|depuis|entreprise|société|créée?|existe|âgée?|aged?|over\sthe\s(?:last|past)|leader)\b[^.]{0,16}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NotExperience();

    [GeneratedRegex(@"exp[ée]rience|exp\.|\b(?:in|with|as|of|en|dans|working|minimum|at least|au moins|practice|pratique|poste)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Experience();
}
