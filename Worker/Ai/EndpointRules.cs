using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Ai;

/// <summary>What the settings of an endpoint with models must be.</summary>
internal static class EndpointRules
{
    /// <param name="section">The section of the settings, which are named <c>Model</c>, <c>Endpoint</c> and <c>ApiKey</c> in it.</param>
    /// <param name="provider">Whose endpoint it is.</param>
    public static IEnumerable<ValidationResult> Check(string section, string provider, string? model, Uri? endpoint, string? apiKey)
    {
        if (string.IsNullOrWhiteSpace(model))
            yield return new($"{section}:Model is missing: {provider} needs the name of a model.", ["Model"]);

        if (endpoint is { } given && (!given.IsAbsoluteUri || given.Scheme is not ("http" or "https") || given.UserInfo.Length > 0))
            yield return new($"{section}:Endpoint must be an absolute http or https address without user name.", ["Endpoint"]);

        if (string.IsNullOrWhiteSpace(apiKey) && endpoint is null)
            yield return new($"{section}:ApiKey is missing: the public endpoint of {provider} needs one.", ["ApiKey"]);

        // A line break would get into a header. Its usual source is a secret that was read from a file.
        if (apiKey is not null && apiKey.Any(c => c is <= ' ' or >= '\x7f'))
            yield return new($"{section}:ApiKey holds white space or a character that no key has.", ["ApiKey"]);
    }
}
