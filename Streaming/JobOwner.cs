using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Streaming;

/// <summary>The caller that started a job. Callers are the same when tenant and subject are the same.</summary>
/// <param name="Tenant">The organization of the caller; null for a caller without one.</param>
/// <param name="Subject">The caller's name within the tenant, as in the claim <c>sub</c>.</param>
public sealed record JobOwner(string? Tenant, string Subject)
{
    /// <summary>64 hex digits that no other owner has: a name for keys, of one length and without special characters.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Tenant is null ? $"-{Subject}" : $"{Tenant.Length}:{Tenant}{Subject}")));
}
