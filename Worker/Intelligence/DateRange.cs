namespace AspireStreaming.Worker.Intelligence;

/// <param name="Index">The position of the expression in its line.</param>
/// <param name="Months">Length that the text states itself ("6 mois"), else null.</param>
internal readonly record struct DateRange(YearMonth? Start, YearMonth? End, bool Current, int Index, int Length, int? Months = null)
{
    /// <summary>
    /// Half-open interval in months since year 0. A year alone means the middle of the year, so that "2018 - 2020" are two years.
    /// A month counts as a whole month, so that "Jan 2020 - Mar 2020" are three months.
    /// </summary>
    public (int From, int To)? Span(DateOnly today)
    {
        if (Start is not { } start) return null;
        var now = (today.Year * 12) + today.Month;
        var from = (start.Year * 12) + (start.Month ?? 7) - 1;
        var to = Current ? now
            : End is { } end ? (end.Year * 12) + (end.Month is { } month ? month : 6)
            : from + (start.Month is null ? 6 : 1);
        if (!Current && End is { Month: null } && Start is { Month: null } && End.Value.Year == Start.Value.Year) to = from + 6;
        if (Months is { } stated) to = from + stated;
        to = Math.Min(to, now);
        return to > from && to - from <= 12 * 60 ? (from, to) : null;
    }
}
