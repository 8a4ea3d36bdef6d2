using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Edge.Auth;

/// <summary>The right to read one job for some time, as the server reads it from a URL or a cookie.</summary>
/// <param name="Revocations">How often the job's capabilities had been revoked when this one was made: later ones make it void.</param>
public readonly record struct Capability(Guid JobId, int Revocations, DateTimeOffset Expires);

/// <summary>Makes and reads capabilities: signed and encrypted by Data Protection, for this purpose only.</summary>
internal sealed class Capabilities
{
    /// <summary>The query parameter of a URL with a capability.</summary>
    public const string Parameter = "capability";

    /// <summary>The cookie, which is sent to the endpoints of its job only.</summary>
    public const string Cookie = "job_capability";

    private const int PayloadBytes = 16 + sizeof(int);

    private readonly ITimeLimitedDataProtector _protector;
    private readonly AuthOptions _options;
    private readonly TimeProvider _time;

    public Capabilities(IDataProtectionProvider protection, IOptions<AuthOptions> options, TimeProvider time) =>
        (_protector, _options, _time) = (protection.CreateProtector("AspireStreaming.Capability.v1").ToTimeLimitedDataProtector(), options.Value, time);

    /// <returns>The capability as it is written in a URL, and when it ends.</returns>
    /// <exception cref="StoreUnavailableException">The keys can't be read.</exception>
    public (string Text, DateTimeOffset Expires) Create(Guid jobId, int revocations)
    {
        byte[] payload = new byte[PayloadBytes];
        jobId.TryWriteBytes(payload);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(16), revocations);
        var expires = _time.GetUtcNow() + _options.CapabilityLifetime;
        return (Base64Url.EncodeToString(Call(() => _protector.Protect(payload, expires))), expires);
    }

    /// <returns>Null when it was not made here, was changed, or has expired.</returns>
    /// <exception cref="StoreUnavailableException">The keys can't be read.</exception>
    public Capability? Read(string text)
    {
        try
        {
            var expires = DateTimeOffset.MinValue;
            byte[] payload = Call(() => _protector.Unprotect(Base64Url.DecodeFromChars(text), out expires));
            return payload.Length == PayloadBytes && expires > _time.GetUtcNow()
                ? new Capability(new Guid(payload.AsSpan(0, 16)), BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(16)), expires)
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is RedisException or TimeoutException || e.InnerException is RedisException or TimeoutException)
        {
            throw new StoreUnavailableException("The keys of the capabilities can't be read.", e);
        }
    }
}
