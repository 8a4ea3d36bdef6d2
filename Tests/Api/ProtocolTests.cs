using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>A stream writes to the socket, or to the server's pipe under TLS and HTTP/2: the client sees no difference.</summary>
public sealed class ProtocolTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private string? _thumbprint;
    private int _connections;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("http", "Http1", "1.0", 4)]
    [InlineData("http", "Http1", "1.1", 1)]
    [InlineData("https", "Http1", "1.1", 1)]
    [InlineData("http", "Http2", "2.0", 1)]
    [InlineData("https", "Http2", "2.0", 1)]
    public async Task EveryProtocolCarriesTheSameFramesAndTheConnectionServesTheNextRequest(string scheme, string protocols, string version, int connections)
    {
        await using var system = await EmbeddedSystem.StartAsync(
            ("Kestrel:Endpoints:One:Url", $"{scheme}://127.0.0.1:0"),
            ("Kestrel:Endpoints:One:Protocols", protocols),
            ("Kestrel:Certificates:Default:Path", Certificate()),
            ("Kestrel:Certificates:Default:Password", "test"),
            ("Api:Heartbeat", "00:00:00.500"));
        using var http = Client(system.Http.BaseAddress!, Version.Parse(version));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;

        using (var live = await OpenAsync(http, $"/api/jobs/{job.Id}/stream"))
        {
            var frames = await live.EventsAsync(_ => true);
            while ((await live.NextAsync())!.Name != "heartbeat")
            {
                // tests also the path of the connection's own frames
            }

            foreach (int size in new[] { 1, 200, 20_000, 1_000_000, 3 })
            {
                await AppendAsync(system, job, job.Next([new TokenEvent("t", new string('x', size), 0), new MetricUpdateEvent("é€", size)]));
            }

            await AppendAsync(system, job, job.Done());
            frames.AddRange(await live.EventsAsync());
            WholeLog.Check(frames);
            Assert.Equal(job.Log.Select(e => e.Id), frames.Select(f => f.Event.Id));
        }

        using (var replay = await OpenAsync(http, $"/api/jobs/{job.Id}/stream"))
        {
            WholeLog.Check(await replay.EventsAsync());
        }

        using (var many = await OpenAsync(http, $"/api/streams?job={job.Id}"))
        {
            Assert.Equal(job.Log.Select(e => e.Id.ToString()), (await many.EventsAsync()).Select(f => f.Id));
        }

        Assert.Contains(job.Id.ToString(), await http.GetStringAsync(new Uri($"/api/jobs/{job.Id}", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(connections, _connections);
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public async Task BrowsersAreToldOverTlsToStayWithTls(string scheme, bool told)
    {
        await using var system = await EmbeddedSystem.StartAsync(
            ("Kestrel:Endpoints:One:Url", $"{scheme}://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", Certificate()),
            ("Kestrel:Certificates:Default:Password", "test"),
            ("Api:AllowedHosts:0", "jobs.example.org"));
        using var http = Client(system.Http.BaseAddress!, new Version(1, 1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/jobs") { Headers = { Host = "jobs.example.org" } };
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(told, response.Headers.Contains("Strict-Transport-Security"));
    }

    private static Task<SseStream> OpenAsync(HttpClient http, string url) => SseStream.OpenAsync(
        http, new HttpRequestMessage(HttpMethod.Get, url) { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy });

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    private HttpClient Client(Uri address, Version version) => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _thumbprint },
        ConnectCallback = async (context, cancellationToken) =>
        {
            Interlocked.Increment(ref _connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = address,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _thumbprint = certificate.Thumbprint;
        string path = Path.Combine(_directory.Path, "test.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "test"));
        return path;
    }
}
