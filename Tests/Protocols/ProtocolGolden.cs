using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Protocols;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

/// <summary>
/// The logs of <c>Tests/Vectors</c> in the frames of a protocol: golden files that are also read by the protocols' own clients
/// (<c>Tests/js/protocols.test.js</c>). UPDATE_DOCS=1 writes them.
/// </summary>
internal static class ProtocolGolden
{
    public static readonly string[] Vectors = ["every-type", "two-resets", "texts", "retry-of"];

    public static (Guid JobId, IReadOnlyList<JobEvent> Events) Read(string vector)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", $"{vector}.json")));
        return (
            file.RootElement.GetProperty("snapshots").GetProperty("0-0").GetProperty("job_id").GetGuid(),
            [.. file.RootElement.GetProperty("events").EnumerateArray().Select(e => new JobEvent(
                EventId.Parse(e.GetProperty("id").GetString()), e.GetProperty("type").GetString()!, Encoding.UTF8.GetBytes(e.GetProperty("raw").GetString()!)))]);
    }

    public static string Text(ProtocolDialect dialect, IEnumerable<JobEvent> events)
    {
        var output = new ArrayBufferWriter<byte>();
        var log = dialect.ForLog();
        foreach (var e in events)
        {
            log.Write(e, output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Text(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <param name="name">As in <c>ag-ui/texts</c>.</param>
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Repository.Root, "Tests", "Protocols", "Golden", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
