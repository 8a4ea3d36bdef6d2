using System.Text.Json;
using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Bench.Upgrade;

/// <summary>Compares the states of jobs that two Apis make of the same logs.</summary>
internal static class SnapshotComparer
{
    /// <returns>The differences. A member that only the new version has is none.</returns>
    public static async Task<IReadOnlyList<string>> CompareAsync(ChaosApis earlier, ChaosApis current, IEnumerable<Guid> jobs, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        foreach (var job in jobs)
        {
            string path = $"/api/jobs/{job:D}/snapshot";
            var (_, old) = await earlier.SendAsync(0, HttpMethod.Get, path, null, null, differences.Add, cancellationToken);
            var (_, now) = await current.SendAsync(0, HttpMethod.Get, path, null, null, differences.Add, cancellationToken);
            differences.AddRange(Differences("", old, now).Select(difference => $"job {job}: the versions have other states at {difference}"));
        }

        return differences;
    }

    /// <summary>What is in the earlier value and not, or otherwise, in the new one.</summary>
    public static IEnumerable<string> Differences(string path, JsonElement earlier, JsonElement current) => (earlier.ValueKind, current.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => earlier.EnumerateObject().SelectMany(member =>
            current.TryGetProperty(member.Name, out var value) ? Differences($"{path}.{member.Name}", member.Value, value) : [$"{path}.{member.Name}: it is gone"]),
        (JsonValueKind.Array, JsonValueKind.Array) when earlier.GetArrayLength() == current.GetArrayLength() =>
            earlier.EnumerateArray().Zip(current.EnumerateArray()).SelectMany((pair, i) => Differences($"{path}[{i}]", pair.First, pair.Second)),
        _ => JsonElement.DeepEquals(earlier, current) ? [] : [$"{path}: {earlier} and {current}"],
    };
}
