using System.Net;
using System.Text;
using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Peers;

/// <summary>
/// SignalR with its Redis backplane: one node has the watchers, over WebSockets with the JSON protocol, and another one publishes to their
/// group. It keeps no event: a watcher that comes later, or comes back, has missed the earlier ones.
/// </summary>
internal sealed class SignalRPeer : HttpPeer
{
    private const byte TextFrame = 0x81;
    private const byte Masked = 0x80;

    private readonly List<int> _fronts = [];
    private IPEndPoint? _publisher;

    public override string Name => "signalr-redis";

    public override string Family => "signalr";

    public override bool Replays => false;

    public override IEnumerable<int> Fronts => _fronts;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        string program = Packages.NeedDotNet(Path.Combine(AppContext.BaseDirectory, "Servers"), "signalr");
        int redis = await StartRedisAsync(cancellationToken);
        int port = FreePort.Next();
        _fronts.Add(StartNode(program, port, redis, publishes: false).Pid);
        await WaitForPortAsync(port, cancellationToken);
        Nodes = [Local(port)];
        int other = FreePort.Next();
        StartNode(program, other, redis, publishes: true);
        await WaitForPortAsync(other, cancellationToken);
        _publisher = Local(other);
    }

    public override IEventPublisher CreatePublisher(int connections) =>
        new HttpPublisher(_publisher!, [.. Channels.Select(PublishPath)], (number, time) => Marker.Json(number, time, EventBytes), connections);

    /// <summary>The request with the first frame of the connection, which names the protocol. The mask is zero.</summary>
    public override byte[] WatchRequest(IPEndPoint node, int channel)
    {
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {WatchPath(Channels[channel])} HTTP/1.1\r\nHost: {node}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YmVuY2hiZW5jaGJlbmNoIQ==\r\n\r\n");
        byte[] handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();
        return [.. request, TextFrame, (byte)(Masked | handshake.Length), 0, 0, 0, 0, .. handshake];
    }

    protected override string WatchPath(string channel) => $"/jobs?job={channel}";

    private ServerProcess StartNode(string program, int port, int redis, bool publishes) => StartServer(
        Executable.DotNet,
        ["exec", program],
        new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["REDIS"] = $"127.0.0.1:{redis}",
            ["DOTNET_gcServer"] = "1", // as the Api has it
        },
        publishes);
}
