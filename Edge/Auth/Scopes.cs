using System.Security.Claims;

namespace AspireStreaming.Edge.Auth;

/// <summary>The rights of a caller. Each is the name of the policy that demands it.</summary>
public static class Scopes
{
    /// <summary>Starts jobs.</summary>
    public const string Start = "jobs:start";

    /// <summary>Sees its own jobs.</summary>
    public const string Read = "jobs:read";

    /// <summary>Cancels, retries and deletes its own jobs.</summary>
    public const string Control = "jobs:control";

    /// <summary>Sees and controls the jobs of all callers, and the system.</summary>
    public const string Ops = "ops";

    /// <summary>The policy of what a capability opens: <see cref="Read"/>, or a capability for the job.</summary>
    public const string Watch = "jobs:watch";

    public static IReadOnlyList<string> All { get; } = [Start, Read, Control, Ops];

    /// <summary>Whether a caller has a scope: by the claim <c>scope</c> (words) or <c>scp</c>.</summary>
    public static bool HasScope(this ClaimsPrincipal caller, string scope)
    {
        foreach (var claim in caller.Claims)
        {
            if (claim.Type is "scope" or "scp" && Has(claim.Value, scope))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ReadOnlySpan<char> words, ReadOnlySpan<char> word)
    {
        foreach (var part in words.Split(' '))
        {
            if (words[part].SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }
}
