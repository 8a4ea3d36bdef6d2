using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Encrypts the content of jobs and projects for Redis if <see cref="StreamingOptions.Encrypt"/> is on: inputs, titles, events, checkpoints,
/// results. Ids, types, status and times stay readable. A value is bound to its job or project: it can't be read as another one's.
/// What was stored before encryption was turned on is still read.
/// </summary>
internal sealed class RedisSeal
{
    private readonly IDataProtectionProvider? _provider;

    public RedisSeal(IOptions<StreamingOptions> options, IDataProtectionProvider? provider = null) => _provider = !options.Value.Encrypt ? null
        : provider ?? throw new InvalidOperationException($"{StreamingOptions.Section}:{nameof(StreamingOptions.Encrypt)} needs AddKeyRing().");

    /// <summary>The first bytes of an encrypted value: no JSON text begins so.</summary>
    private static ReadOnlySpan<byte> Mark => [1, (byte)'s', (byte)'e', (byte)'a', (byte)'l', 1];

    public byte[] Seal(Guid jobId, ReadOnlyMemory<byte> plain) => _provider is null ? plain.ToArray() : Protect(Owner(jobId), plain.ToArray());

    public byte[] Open(Guid jobId, byte[] stored) => IsSealed(stored) ? Unprotect(Owner(jobId), stored) : stored;

    public byte[] Seal(string projectId, byte[] plain) => _provider is null ? plain : Protect(Owner(projectId), plain);

    public byte[] Open(string projectId, byte[] stored) => IsSealed(stored) ? Unprotect(Owner(projectId), stored) : stored;

    /// <summary>An event's scope and data as they are stored. A scope can hold the name of a file, so it is encrypted with the data.</summary>
    public (string Scope, byte[] Data) Seal(Guid jobId, JobEvent e) =>
        _provider is null ? (e.Scope, e.Data.ToArray()) : ("", Protect(Owner(jobId), WithScope(e.Scope, e.Data.Span)));

    /// <exception cref="StoreUnavailableException">The key ring has not the key.</exception>
    public JobEvent Open(Guid jobId, JobEvent e)
    {
        if (!IsSealed(e.Data.Span))
        {
            return e;
        }

        var (scope, data) = Split(Unprotect(Owner(jobId), e.Data.ToArray()));
        return e with { Scope = scope, Data = data };
    }

    /// <summary>A checkpoint's scope and data as they are stored: instead of the scope, its hash.</summary>
    public (string Scope, byte[] Data) Seal(Guid jobId, Checkpoint checkpoint) => _provider is null
        ? (checkpoint.Scope, checkpoint.Data.ToArray())
        : (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{jobId:D} {checkpoint.Scope}"))),
            Protect(Owner(jobId), WithScope(checkpoint.Scope, checkpoint.Data.Span)));

    /// <exception cref="StoreUnavailableException">The key ring has not the key.</exception>
    public (string Scope, byte[] Data) OpenCheckpoint(Guid jobId, string scope, byte[] stored) =>
        IsSealed(stored) ? Split(Unprotect(Owner(jobId), stored)) : (scope, stored);

    private static string Owner(Guid jobId) => $"job {jobId:D}";

    private static string Owner(string projectId) => $"project {projectId}";

    private static byte[] WithScope(string scope, ReadOnlySpan<byte> data)
    {
        byte[] name = Encoding.UTF8.GetBytes(scope);
        byte[] both = new byte[sizeof(int) + name.Length + data.Length];
        BinaryPrimitives.WriteInt32LittleEndian(both, name.Length);
        name.CopyTo(both, sizeof(int));
        data.CopyTo(both.AsSpan(sizeof(int) + name.Length));
        return both;
    }

    private static (string Scope, byte[] Data) Split(byte[] both)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(both);
        return (Encoding.UTF8.GetString(both, sizeof(int), length), both[(sizeof(int) + length)..]);
    }

    private bool IsSealed(ReadOnlySpan<byte> stored) => _provider is not null && stored.StartsWith(Mark);

    private byte[] Protect(string owner, byte[] plain) => [.. Mark, .. _provider!.CreateProtector(StreamingDiagnostics.Name, owner).Protect(plain)];

    private byte[] Unprotect(string owner, byte[] stored)
    {
        try
        {
            return _provider!.CreateProtector(StreamingDiagnostics.Name, owner).Unprotect(stored[Mark.Length..]);
        }
        catch (CryptographicException e)
        {
            throw new StoreUnavailableException($"What is stored of {owner} can't be decrypted: its key is not in the key ring.", e);
        }
    }
}
