using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace AspireStreaming.Edge;

/// <summary>A route or query value that is not of its parameter's type. Only the framework's message names it.</summary>
internal static partial class UnboundParameter
{
    /// <param name="name">As the client knows it.</param>
    /// <param name="expected">What its value must be.</param>
    public static bool TryRead(BadHttpRequestException e, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? expected)
    {
        (name, expected) = (null, null);
        var match = Message().Match(e.Message);
        if (!match.Success)
        {
            return false;
        }

        name = match.Groups["name"].Value is "id" ? "job_id" : match.Groups["name"].Value;
        expected = match.Groups["type"].Value switch
        {
            "Guid" => "must be a UUID",
            "int" or "long" => "must be a whole number",
            "double" => "must be a number",
            "bool" => "must be 'true' or 'false'",
            _ => "has not the form that is expected here",
        };
        return true;
    }

    // Failed to bind parameter "int limit" from "many".
    [GeneratedRegex("^Failed to bind parameter \"(?<type>[^ \"]+) (?<name>[^ \"]+)\" from ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Message();
}
