using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Encrypts a connection as StackExchange.Redis does with the same options.</summary>
internal static class RedisTls
{
    /// <exception cref="AuthenticationException">The server's certificate is refused.</exception>
    public static SslStream Authenticate(Stream stream, EndPoint endpoint, ConfigurationOptions options)
    {
        string host = options.SslHost is { Length: > 0 } name ? name : endpoint switch
        {
            DnsEndPoint dns => dns.Host,
            IPEndPoint ip => ip.Address.ToString(),
            _ => "",
        };
        var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, CertificateValidation(options), CertificateSelection(options));
        encrypted.AuthenticateAsClient(options.SslClientAuthenticationOptions?.Invoke(host) ?? new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.SslProtocols ?? SslProtocols.None,
            CertificateRevocationCheckMode = options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        });
        return encrypted;
    }

    // The handlers of the two certificate events, which TrustIssuer and SetUserPemCertificate set too. Their getters are internal.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CertificateValidationCallback")]
    private static extern RemoteCertificateValidationCallback? CertificateValidation(ConfigurationOptions options);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_CertificateSelectionCallback")]
    private static extern LocalCertificateSelectionCallback? CertificateSelection(ConfigurationOptions options);
}
