using System.Text.RegularExpressions;
using AspireStreaming.Streaming;

namespace AspireStreaming.Api.Agents;

/// <summary>
/// A client's own name for a workflow. A UUID is the job's id itself; from any other name the id is derived, for each owner another one.
/// Dots alone are a step in a URL's path: no client could open the stream of such a session.
/// </summary>
internal static partial class SessionId
{
    public const string Rule = "must be 1 to 128 letters, digits or any of . _ : ~ -, and not only dots";

    public static bool TryMap(string? text, JobOwner? owner, out Guid jobId)
    {
        jobId = Guid.Empty;
        if (text is null || !Safe().IsMatch(text))
        {
            return false;
        }

        if (!Guid.TryParseExact(text, "D", out jobId))
        {
            jobId = StableId.Of("timeline-session", owner is null ? text : $"{owner.Hash}/{text}");
        }

        return jobId != Guid.Empty;
    }

    [GeneratedRegex(@"^(?!\.+\z)[A-Za-z0-9._:~-]{1,128}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Safe();
}
