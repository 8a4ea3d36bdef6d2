using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AspireStreaming.Streaming;
using Microsoft.Net.Http.Headers;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The language in which a job speaks to its client: the member <c>language</c> of the request, else <c>Accept-Language</c>.</summary>
internal static partial class JobLanguage
{
    public const string Member = "language";

    /// <summary>The language with the highest weight, without its region; null when there is none, or any will do.</summary>
    public static string? Preferred(IList<string?> acceptLanguage) =>
        StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var wanted)
            && wanted.Where(value => value.Quality is not 0).OrderByDescending(value => value.Quality ?? 1).FirstOrDefault() is { } best
            && Tag().Match(best.Value.ToString()) is { Success: true } tag
                ? tag.Groups["language"].Value.ToLowerInvariant()
                : null;

    /// <summary>Takes the language out of the request; an input of this name stays, because the pipeline uses it too.</summary>
    /// <exception cref="BadFieldException">It is no language tag.</exception>
    public static string? Take(PipelineDescriptor pipeline, JobRequest request)
    {
        bool isInput = pipeline.InputSchema.ValueKind == JsonValueKind.Object && pipeline.InputSchema.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(Member, out _);
        if (request.Members[Member] is not { } given)
        {
            return null;
        }

        string? language = given is JsonValue value && value.TryGetValue(out string? text) && Tag().Match(text) is { Success: true } tag
            ? tag.Groups["language"].Value.ToLowerInvariant()
            : null;
        if (isInput)
        {
            return language; // the schema of the pipeline tells whether it is usable
        }

        request.Members.Remove(Member);
        return language ?? throw new BadFieldException(Member, "must be a language tag such as 'fr' or 'en-GB'");
    }

    [GeneratedRegex("^(?<language>[a-z]{2,3})(-[a-z0-9]{1,8})*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
