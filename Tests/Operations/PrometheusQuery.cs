using System.Text.RegularExpressions;

namespace AspireStreaming.Tests.Operations;

/// <summary>A metric and the labels that a PromQL expression selects or groups it by.</summary>
internal sealed partial record PrometheusQuery(string Metric, IReadOnlyList<string> Labels)
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "by", "on", "without", "ignoring", "bool", "offset", "group_left", "group_right"];

    /// <summary>The metrics that an expression uses. All of them must have the labels that it groups by.</summary>
    public static IEnumerable<PrometheusQuery> Read(string expression)
    {
        string text = expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal);
        var groups = Grouping().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        text = Grouping().Replace(text, " ");
        foreach (Match match in Selector().Matches(Range().Replace(text, " ")))
        {
            string name = match.Groups["name"].Value;
            if (match.Groups["call"].Success || Words.Contains(name))
            {
                continue;
            }

            var selected = Matcher().Matches(match.Groups["matchers"].Value).Select(label => label.Groups["label"].Value);
            yield return new PrometheusQuery(name, [.. selected.Concat(groups).Distinct()]);
        }
    }

    // by (le, pipeline)
    [GeneratedRegex(@"\b(by|on|without|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    // [5m]
    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    // jobs_ended_total{status="failed"}, sum(
    [GeneratedRegex(@"\b(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{(?<matchers>[^}]*)\}|(?<call>\())?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selector();

    // error_type!=""
    [GeneratedRegex(@"(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();
}
