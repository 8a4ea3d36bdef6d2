using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis.Configuration;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Subscriptions use the same server, credentials and encryption as the commands, in every configuration.</summary>
public sealed class RedisConfigurationTests
{
    [Fact]
    public async Task SubscriptionsUseThePassword()
    {
        await using var server = await RedisServer.StartAsync();
        await server.SendAsync("CONFIG", "SET", "requirepass", "se cret");
        await using var listener = new RedisListener($"127.0.0.1:{server.Port},password=se cret");
        await ReceivesAsync(listener);
    }

    [Fact]
    public async Task SubscriptionsUseTheAclUserAndItsPassword()
    {
        await using var server = await RedisServer.StartAsync();
        await AddUserAsync(server, "first");
        await server.SendAsync("ACL", "SETUSER", "default", "off");
        await using var listener = new RedisListener($"127.0.0.1:{server.Port},user=app,password=first");
        await ReceivesAsync(listener);
    }

    /// <summary>As with Entra ID: the connection string holds no credentials, and the credentials of the start are refused later.</summary>
    [Fact]
    public async Task SubscriptionsUseTheCurrentCredentialsOfAProvider()
    {
        await using var server = await RedisServer.StartAsync();
        await AddUserAsync(server, "first");
        var provider = new RotatingCredentials { Secret = "first" };
        await using var listener = new RedisListener($"127.0.0.1:{server.Port}", configure: options => options.Defaults = provider);
        await ReceivesAsync(listener);

        provider.Secret = "second";
        await server.SendAsync("ACL", "SETUSER", "app", "resetpass", ">second");
        await server.SendAsync("CLIENT", "KILL", "USER", "app");
        await ReceivesAsync(listener, subscribe: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubscriptionsUseTlsWithATrustedCertificate(bool byEvent)
    {
        using var files = new TemporaryCertificates();
        int port = FreePort.Next();
        await using var server = await RedisServer.StartAsync(more:
            ["--tls-port", $"{port}", "--tls-cert-file", files.Server, "--tls-key-file", files.ServerKey, "--tls-ca-cert-file", files.Authority, "--tls-auth-clients", "yes"]);
        await using var listener = new RedisListener($"127.0.0.1:{port},ssl=true,sslHost=redis.test", configure: options =>
        {
            options.SetUserPemCertificate(files.Client, files.ClientKey);
            if (byEvent)
            {
                options.CertificateValidation += (_, certificate, _, _) => certificate!.Subject == "CN=redis.test";
            }
            else
            {
                options.TrustIssuer(files.Authority);
            }
        });
        await ReceivesAsync(listener);
        Assert.Contains($"laddr=127.0.0.1:{port} ", await server.SendAsync("CLIENT", "LIST", "TYPE", "pubsub"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsRefusesACertificateOfAnotherIssuer()
    {
        using var files = new TemporaryCertificates();
        using var others = new TemporaryCertificates();
        int port = FreePort.Next();
        await using var server = await RedisServer.StartAsync(more:
            ["--tls-port", $"{port}", "--tls-cert-file", files.Server, "--tls-key-file", files.ServerKey, "--tls-ca-cert-file", files.Authority, "--tls-auth-clients", "no"]);
        await using var listener = new RedisListener(
            $"127.0.0.1:{port},ssl=true,sslHost=redis.test", TimeSpan.FromSeconds(1), options => options.TrustIssuer(others.Authority));
        await Assert.ThrowsAsync<TimeoutException>(() => listener.ListenAsync("a", "1"));
    }

    [Fact]
    public async Task SubscriptionsWorkInACluster()
    {
        await using var server = await RedisServer.StartAsync(cluster: true);
        await using var listener = new RedisListener($"127.0.0.1:{server.Port}");
        await ReceivesAsync(listener);
        Assert.Equal(HealthStatus.Healthy, await listener.HealthAsync()); // the connection is in no admin mode
    }

    [Fact]
    public async Task SubscriptionsFollowTheMasterOfSentinelThroughAFailover()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await master.StartReplicaAsync();
        await using var sentinel = await RedisServer.StartSentinelAsync("logs", master.Port);
        await Logs.EventuallyAsync(
            async () => (await sentinel.SendAsync("SENTINEL", "REPLICAS", "logs")).Contains($"127.0.0.1:{replica.Port}", StringComparison.Ordinal), "the sentinel knows no replica");
        await using var listener = new RedisListener($"127.0.0.1:{sentinel.Port},serviceName=logs");
        await ReceivesAsync(listener);
        Assert.Contains("sub=1", await master.SendAsync("CLIENT", "LIST", "TYPE", "pubsub"), StringComparison.Ordinal);

        await master.KillAsync();
        await Logs.EventuallyAsync(async () =>
        {
            try
            {
                return (await replica.SendAsync("ROLE")).StartsWith("master", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // with the promotion the sentinel closes all connections of the replica, this one too
            }
        }, "the sentinel promotes no replica");
        await ReceivesAsync(listener, subscribe: false);
    }

    private static async Task ReceivesAsync(RedisListener listener, bool subscribe = true)
    {
        if (subscribe)
        {
            await listener.ListenAsync("a", "1");
        }

        await Logs.EventuallyAsync(async () =>
        {
            try
            {
                return await listener.ReceivesAsync("a");
            }
            catch (StoreUnavailableException)
            {
                return false; // the commands are changing to the next server
            }
        }, "no message arrives");
    }

    private static Task AddUserAsync(RedisServer server, string password) =>
        server.SendAsync("ACL", "SETUSER", "app", "on", $">{password}", "~*", "&*", "+@all");

    private sealed class RotatingCredentials : DefaultOptionsProvider
    {
        public required string Secret { get; set; }

        public override string User => "app";

        public override string Password => Secret;
    }

    /// <summary>An authority and its certificates for the server <c>redis.test</c> and for a client, as PEM files.</summary>
    private sealed class TemporaryCertificates : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("redis-tls-").FullName;

        public TemporaryCertificates()
        {
            using var authorityKey = RSA.Create(2048);
            var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
            File.WriteAllText(Authority, authority.ExportCertificatePem());
            Sign(authority, "redis.test", Server, ServerKey);
            Sign(authority, "app", Client, ClientKey);
        }

        public string Authority => Path.Combine(_directory, "ca.pem");
        public string Server => Path.Combine(_directory, "server.pem");
        public string ServerKey => Path.Combine(_directory, "server.key");
        public string Client => Path.Combine(_directory, "client.pem");
        public string ClientKey => Path.Combine(_directory, "client.key");

        public void Dispose() => Directory.Delete(_directory, recursive: true);

        private static void Sign(X509Certificate2 authority, string name, string certificateFile, string keyFile)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
            File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        }
    }
}
