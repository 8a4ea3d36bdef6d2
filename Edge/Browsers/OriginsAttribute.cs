using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace AspireStreaming.Edge.Browsers;

/// <summary>Each text of a list must be an origin as browsers write it: a scheme, a host and maybe a port.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class OriginsAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is IEnumerable<string> origins && origins.All(origin => Origin().IsMatch(origin));

    public override string FormatErrorMessage(string name) => "origins without a path";

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[^/?#@\s*]+$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Origin();
}
