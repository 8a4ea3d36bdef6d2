using System.Collections.Concurrent;
using System.Globalization;

namespace AspireStreaming.Bench.Hostile;

/// <summary>An attack of clients on a server or on its other clients.</summary>
/// <param name="Name">The name on the command line and in the output.</param>
/// <param name="MostMegabytes">How much more memory the server may use during the attack.</param>
/// <param name="RunAsync">Runs the attack until it ends or is canceled, with the given number of clients (or tries).</param>
internal sealed record HostileScenario(
    string Name, int Clients, int MostMegabytes, Func<HostileRig, int, Tally, CancellationToken, Task> RunAsync)
{
    /// <summary>The memory that clients that don't read may hold: pipe, page and connection, with room for the collector.</summary>
    private const int MegabytesOfThousand = 450;

    public static readonly IReadOnlyList<HostileScenario> All =
    [
        new("one-byte-a-second", 200, MegabytesOfThousand * 200 / 1000 + 100, OneByteASecondAsync),
        new("never-reads", 1000, MegabytesOfThousand, NeverReadsAsync),
        new("floods", 64, 150, FloodsAsync),
        new("bogus-cursors", 100_000, 200, BogusCursorsAsync),
    ];

    private static Task OneByteASecondAsync(HostileRig rig, int clients, Tally tally, CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, clients).Select(async _ =>
        {
            var one = new byte[1];
            while (!stop.IsCancellationRequested)
            {
                using var client = await OpenLargeAsync(rig, stop);
                tally.Count("opened");
                try
                {
                    while (await client.ReadAsync(one, stop) > 0)
                    {
                        tally.Count("bytes read");
                        await Task.Delay(1000, stop);
                    }
                }
                catch (System.Net.Sockets.SocketException)
                {
                    tally.Count("cut off");
                }
            }
        }));

    private static async Task NeverReadsAsync(HostileRig rig, int clients, Tally tally, CancellationToken stop)
    {
        var open = new List<RawClient>();
        try
        {
            for (int i = 0; i < clients; i++)
            {
                open.Add(await OpenLargeAsync(rig, stop));
                tally.Count("opened");
            }

            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }

    private static Task FloodsAsync(HostileRig rig, int clients, Tally tally, CancellationToken stop)
    {
        string path = $"/api/jobs/{rig.Large}/stream";
        string[] requests =
        [
            RawClient.Get(rig.AttackedNode, path, $"X-Long: {new string('x', 64 * 1024)}\r\n"),
            RawClient.Get(rig.AttackedNode, path, string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: y\r\n"))),
            RawClient.Get(rig.AttackedNode, $"{path}?last_event_id={new string('1', 64 * 1024)}"),
            RawClient.Get(rig.AttackedNode, "/api/streams?" + string.Join('&', Enumerable.Repeat($"job={Guid.NewGuid()}", 101))),
            RawClient.Get(rig.AttackedNode, path, $"Last-Event-ID: {new string('9', 8000)}\r\n"),
            RawClient.Get(rig.AttackedNode, "/api/streams?" + new string('&', 7000)),
        ];
        return Task.WhenAll(Enumerable.Range(0, clients).Select(async i =>
        {
            for (int turn = i; !stop.IsCancellationRequested; turn++)
            {
                try
                {
                    using var client = await RawClient.SendAsync(rig.AttackedNode, requests[turn % requests.Length], stop);
                    tally.Count(await client.StatusAsync(stop) switch
                    {
                        0 => "closed",
                        var status => status.ToString(CultureInfo.InvariantCulture),
                    });
                }
                catch (System.Net.Sockets.SocketException)
                {
                    tally.Count("closed"); // while the client was still sending
                }
            }
        }));
    }

    private static async Task BogusCursorsAsync(HostileRig rig, int tries, Tally tally, CancellationToken stop) =>
        await Parallel.ForAsync(0, tries, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = stop }, async (i, token) =>
        {
            // The jobs have a short state: the resets are the load, not their bytes.
            using var client = await RawClient.SendAsync(
                rig.AttackedNode, RawClient.Get(rig.AttackedNode, rig.StreamPath(i % rig.Channels.Count), $"Last-Event-ID: {2 + (i % 7)}-{1_000_000 + i}\r\n"), token);
            tally.Count(await client.SeesAsync("event: reset", token) ? "reset" : "no reset");
        });

    private static Task<RawClient> OpenLargeAsync(HostileRig rig, CancellationToken stop) =>
        RawClient.SendAsync(rig.AttackedNode, RawClient.Get(rig.AttackedNode, $"/api/jobs/{rig.Large}/stream"), stop, receiveBuffer: 4096);
}

/// <summary>What happened, and how often.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public void Count(string what) => _counts.AddOrUpdate(what, 1, (_, n) => n + 1);

    public override string ToString() => string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"));
}
