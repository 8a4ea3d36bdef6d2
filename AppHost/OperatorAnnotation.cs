using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.AppHost;

/// <summary>The credentials of the dashboard's commands.</summary>
/// <param name="Token">Sent as <c>Authorization: Bearer …</c>.</param>
internal sealed record OperatorAnnotation(string Token) : IResourceAnnotation
{
    private const string Key = "Auth__Keys__dashboard__";

    /// <summary>A new key, for as long as this AppHost runs. The Api gets its hash.</summary>
    public static OperatorAnnotation NewKey() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Lets the commands of the dashboard call this Api.</summary>
    /// <param name="isKey">Whether the token is a key that the Api must be told of, as with <c>Auth__Mode apikey</c>.</param>
    public IResourceBuilder<ProjectResource> AddTo(IResourceBuilder<ProjectResource> api, bool isKey)
    {
        api.WithAnnotation(this);
        return !isKey ? api : api
            .WithEnvironment($"{Key}Name", "Aspire dashboard")
            .WithEnvironment($"{Key}Subject", "aspire-dashboard")
            .WithEnvironment($"{Key}Hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token))))
            .WithEnvironment($"{Key}Scopes__0", "ops")
            .WithEnvironment($"{Key}Scopes__1", "jobs:start")
            .WithEnvironment($"{Key}Scopes__2", "jobs:read")
            .WithEnvironment($"{Key}Scopes__3", "jobs:control");
    }
}
