using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.DataProtection;

namespace AspireStreaming.Edge.Auth;

/// <summary>Names an open stream to its client, who sends the name back to renew the stream. It is no right: a renewal needs the caller's own.</summary>
internal sealed class StreamTickets(IDataProtectionProvider protection, NodeIdentity node)
{
    private readonly IDataProtector _protector = protection.CreateProtector("AspireStreaming.Stream.v1");

    public string Create(Guid jobId, long stream) => Base64Url.EncodeToString(
        _protector.Protect(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{jobId:D} {stream} {node.Id}"))));

    /// <returns>Null when it is not that of a stream of the job.</returns>
    public (string NodeId, long Stream)? Read(Guid jobId, string text)
    {
        try
        {
            string[] parts = Encoding.UTF8.GetString(_protector.Unprotect(Base64Url.DecodeFromChars(text))).Split(' ', 3);
            return parts[0] == jobId.ToString("D") ? (parts[2], long.Parse(parts[1], CultureInfo.InvariantCulture)) : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
