using System.Globalization;

namespace AspireStreaming.Bench.Chaos;

/// <summary>
/// Sets the wall clocks of running processes forward and back, by libfaketime (Debian: <c>faketime</c>), which reads the offset
/// from a file. The product has no code for it. The monotonic clock does not change, as in a real jump.
/// </summary>
internal sealed class ClockOffset
{
    private static readonly string[] Places =
        ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1"];

    private readonly string _file;

    private ClockOffset(string library, string file)
    {
        _file = file;
        Variables = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_CACHE_DURATION"] = "1", // seconds
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_DONT_RESET"] = "1",
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", // otherwise waits end at once, and the runtime's idle threads take all cores
        };
        Set(TimeSpan.Zero);
    }

    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <returns>Null where the library is not installed.</returns>
    public static ClockOffset? Find(string directory) =>
        Array.Find(Places, File.Exists) is { } library ? new ClockOffset(library, Path.Combine(directory, "clock")) : null;

    /// <summary>Takes effect within a second.</summary>
    public void Set(TimeSpan offset)
    {
        string next = $"{_file}.next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, _file, overwrite: true);
    }
}
