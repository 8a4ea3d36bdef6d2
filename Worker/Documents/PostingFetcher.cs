using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Fetches a job posting from an untrusted URL. The check happens when the connection is made, on the IP address of that
/// connection: neither a redirect nor a host name that changes its address can avoid it.
/// </summary>
public sealed class PostingFetcher : IDisposable
{
    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/json", "application/ld+json", "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };

    private readonly FetchOptions _options;
    private readonly DocumentReader _reader;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public PostingFetcher(IOptions<FetchOptions> options, DocumentReader reader, TimeProvider time)
    {
        (_options, _reader, _time) = (options.Value, reader, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            ActivityHeadersPropagator = null, // no span: its URL is the user's; and no trace context for a server of a stranger
            MeterFactory = new PrivateMeters(),
            UseProxy = false, // A proxy would connect to addresses that were not checked.
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(_options.UserAgent);
        _http.DefaultRequestHeaders.Accept.ParseAdd(string.Join(", ", Types));
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="DocumentException">The posting is refused, can't be fetched, or can't be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<DocumentText> FetchAsync(string url, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        UploadedFile file;
        try
        {
            file = await DownloadAsync(url, both.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw DocumentErrors.TimedOut(url, _options.Timeout);
        }
        catch (HttpRequestException failed) when (failed.InnerException is DocumentException)
        {
            throw NotPublic(url);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or InvalidDataException)
        {
            throw DocumentErrors.FetchFailed(url, failed);
        }
        return await _reader.ReadAsync(file, cancel);
    }

    private async Task<UploadedFile> DownloadAsync(string url, CancellationToken cancel)
    {
        var target = Check(url, Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null);
        for (var hops = 0; ; hops++)
        {
            using var response = await _http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancel);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                if (hops == _options.MaxRedirects)
                    throw DocumentErrors.TooManyRedirects(url, _options.MaxRedirects);
                target = Check(url, Uri.TryCreate(target, location, out var next) ? next : null);
                continue;
            }
            if (response.StatusCode != HttpStatusCode.OK)
                throw DocumentErrors.FetchAnswered(url, (int)response.StatusCode);
            var type = response.Content.Headers.ContentType;
            if (type?.MediaType is { } media && !Types.Contains(media))
                throw DocumentErrors.FetchRefused(url, $"it is of type {media}, not a page or a document", $"il est de type {media}, ni une page ni un document");
            return new UploadedFile(url, await ReadAsync(url, response, cancel), type?.ToString());
        }
    }

    // The bytes are counted on arrival and after decompression: neither a Content-Length nor a small download is trusted.
    private async Task<ReadOnlyMemory<byte>> ReadAsync(string url, HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancel)) > 0)
        {
            if (kept.Length + read > _options.MaxBytes)
                throw DocumentErrors.TooLarge(url, _options.MaxBytes);
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static Uri Check(string url, Uri? target)
    {
        if (target is null || target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps || target.Host.Length == 0)
            throw DocumentErrors.FetchRefused(url, "only http and https addresses are fetched", "seules les adresses http et https sont acceptées");
        if (target.UserInfo.Length > 0)
            throw DocumentErrors.FetchRefused(url, "addresses with a user name are not fetched", "les adresses avec un nom d'utilisateur ne sont pas acceptées");
        return target;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        // One private address among public ones is an attack or a mistake; in both cases no connection is made.
        if (addresses.Length == 0 || !_options.AllowPrivateHosts && !Array.TrueForAll(addresses, PublicAddress.Is))
            throw NotPublic(host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static DocumentException NotPublic(string url) =>
        DocumentErrors.FetchRefused(url, "its address is not on the public Internet", "son adresse n'est pas sur l'Internet public");
}
