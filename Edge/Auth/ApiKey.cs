using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Edge.Auth;

/// <summary>A caller of mode <c>apikey</c>. The key itself is not in the configuration.</summary>
public sealed class ApiKey
{
    /// <summary>The key's name among keys, for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes: 64 hex digits.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The caller: jobs belong to it. Two keys of one subject are one caller.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The caller's organization; absent without tenants.</summary>
    public string? Tenant { get; set; }

    /// <summary>The caller's rights, of <see cref="Auth.Scopes"/>.</summary>
    public IList<string> Scopes { get; } = [];

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <returns>What is wrong with it, after its field's name; null when nothing is.</returns>
    internal string? Error(IEnumerable<ApiKey> others)
    {
        if (Hash.Length != 64 || !Hash.All(char.IsAsciiHexDigit))
        {
            return $"{nameof(Hash)} is no SHA-256 hash. Allowed: 64 hex digits.";
        }

        if (others.Any(other => other.Hash.Equals(Hash, StringComparison.OrdinalIgnoreCase)))
        {
            return $"{nameof(Hash)} is that of another key.";
        }

        return Name.Length == 0 ? $"{nameof(Name)} is ''. Allowed: text that is not empty."
            : Subject.Length == 0 ? $"{nameof(Subject)} is ''. Allowed: text that is not empty."
            : Scopes.FirstOrDefault(scope => !Auth.Scopes.All.Contains(scope)) is { } unknown
                ? $"{nameof(Scopes)} has '{unknown}'. Allowed: {string.Join(", ", Auth.Scopes.All)}."
            : null;
    }
}
