using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The Apis as clients reach them. An Api ends and starts again; a client then tries another Api, or tries again.</summary>
internal sealed class ChaosApis : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient[] _clients;
    private readonly HttpClient[] _narrow;

    public ChaosApis(IReadOnlyList<string> urls)
    {
        _clients = [.. urls.Select(url => Connect(url, 64 * 1024))];
        _narrow = [.. urls.Select(url => Connect(url, 2 * 1024))];
    }

    public int Count => _clients.Length;

    /// <param name="narrow">With a small receive buffer, so that a slow reader soon blocks the server's sends.</param>
    public HttpClient this[int api, bool narrow = false] => (narrow ? _narrow : _clients)[api % Count];

    /// <summary>Sends one request until it gets a usable answer: after a 5xx or a broken connection it is sent again.</summary>
    /// <param name="faults">Called for each answer that no client should ever get.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        int api, HttpMethod method, string path, object? body, string? key, Action<string> faults, CancellationToken cancellationToken)
    {
        for (int tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                using var response = await this[api + tries].SendAsync(request, patience.Token);
                byte[] answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
                if (response.StatusCode == HttpStatusCode.InternalServerError)
                {
                    faults($"{method} {path} was answered with 500");
                }

                if ((int)response.StatusCode < 500)
                {
                    return (response.StatusCode, answer.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(answer));
                }
            }
            catch (Exception e) when (IsBroken(e) && !cancellationToken.IsCancellationRequested)
            {
                // The Api ended, hangs, or has not started yet.
            }

            await Task.Delay(100 + (Math.Min(tries, 8) * 100), cancellationToken);
        }
    }

    /// <summary>Whether a client sees this error when a server ends or hangs.</summary>
    public static bool IsBroken(Exception e) => e is HttpRequestException or IOException or OperationCanceledException or SocketException;

    public void Dispose()
    {
        foreach (var client in _clients.Concat(_narrow))
        {
            client.Dispose();
        }
    }

    private static HttpClient Connect(string url, int receiveBuffer) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
            try
            {
                await socket.ConnectAsync("127.0.0.1", context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromSeconds(30),
        UseProxy = false,
    })
    {
        BaseAddress = new Uri(url),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
