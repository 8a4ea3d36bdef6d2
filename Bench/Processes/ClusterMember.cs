using System.Globalization;

namespace AspireStreaming.Bench.Processes;

/// <summary>A node of a cluster as another one describes it: a line of CLUSTER NODES.</summary>
/// <param name="MasterId">Of a replica; else empty.</param>
public sealed record ClusterMember(string Id, int Port, string BusPort, bool IsMyself, bool IsMaster, bool IsHealthy, string MasterId, IReadOnlyList<(int From, int To)> Slots)
{
    public int SlotCount => Slots.Sum(range => range.To - range.From + 1);

    public bool Has(int slot) => Slots.Any(range => slot >= range.From && slot <= range.To);

    public static IReadOnlyList<ClusterMember> ParseAll(string nodes) => [.. nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <param name="line">As in <c>07c3… 127.0.0.1:30004@31004,host slave e7d1… 0 1426238317239 4 connected 0-5460 [93-&lt;-292f…]</c>.</param>
    private static ClusterMember Parse(string line)
    {
        string[] words = line.Split(' ');
        string[] ports = words[1].Split(',')[0].Split(':')[^1].Split('@');
        string[] flags = words[2].Split(',');
        return new ClusterMember(
            words[0],
            int.Parse(ports[0], CultureInfo.InvariantCulture),
            ports[1],
            flags.Contains("myself"),
            flags.Contains("master"),
            !flags.Any(flag => flag is "fail" or "fail?" or "handshake" or "noaddr"),
            words[3] == "-" ? "" : words[3],
            [.. words.Skip(8).Where(range => range.Length > 0 && range[0] != '[').Select(range =>
            {
                string[] ends = range.Split('-');
                return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
            })]);
    }
}
