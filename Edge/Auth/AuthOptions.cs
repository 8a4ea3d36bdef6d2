using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Edge.Auth;

/// <summary>Configuration section <c>Auth</c>.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>
    /// Who may call. <c>none</c>: everybody who reaches the Api, on loopback addresses. <c>apikey</c>: the callers of <see cref="Keys"/>.
    /// <c>jwt</c>: callers with a token of <see cref="Authority"/>.
    /// </summary>
    [EnumDataType(typeof(AuthMode))]
    public AuthMode Mode { get; set; }

    /// <summary>Lets everybody call on an address that other machines reach. Only for mode <c>none</c>.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>The OpenID Connect issuer of the tokens, such as <c>https://login.example.org/realm</c>. Its keys are read from its discovery document.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that a token must name.</summary>
    public string? Audience { get; set; }

    /// <summary>Whether the authority must be read over HTTPS. True by default.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>The claim with the caller's tenant. A job belongs to the subject (<c>sub</c>) within its tenant.</summary>
    [Required]
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>
    /// How long the capability in a <c>stream_url</c> or <c>snapshot_url</c> is valid. A client renews it while it reads the stream. 1 s to 1 day;
    /// 15 minutes by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CapabilityLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Keys of mode <c>apikey</c>, sent as <c>Authorization: Bearer …</c>. Each has <c>Name</c>, <c>Hash</c> (SHA-256 of the key, 64 hex digits),
    /// <c>Subject</c>, <c>Tenant</c> (may be absent) and <c>Scopes</c>, as in <c>Auth:Keys:0:Name</c>.
    /// </summary>
    public IList<ApiKey> Keys { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode == AuthMode.Jwt && (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || (RequireHttps && authority.Scheme != Uri.UriSchemeHttps)))
        {
            yield return new ValidationResult($"{Section}:{nameof(Authority)} is '{Authority}'. Allowed with mode jwt: the https address of an OpenID Connect issuer.");
        }

        if (Mode == AuthMode.Jwt && string.IsNullOrWhiteSpace(Audience))
        {
            yield return new ValidationResult($"{Section}:{nameof(Audience)} is '{Audience}'. Allowed with mode jwt: text that is not empty.");
        }

        if (Mode == AuthMode.ApiKey && Keys.Count == 0)
        {
            yield return new ValidationResult($"{Section}:{nameof(Keys)} is empty. Allowed with mode apikey: one key or more.");
        }

        for (int i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Error(others: Keys.Take(i)) is { } error)
            {
                yield return new ValidationResult($"{Section}:{nameof(Keys)}:{i}:{error}");
            }
        }
    }
}

/// <summary>How callers are told apart.</summary>
public enum AuthMode
{
    None,
    ApiKey,
    Jwt,
}
