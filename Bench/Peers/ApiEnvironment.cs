using System.Globalization;

namespace AspireStreaming.Bench.Peers;

/// <summary>The runtime settings of an Api process, for processes that run its code under another name.</summary>
internal static class ApiEnvironment
{
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ["ASPNETCORE_CONTENTROOT"] = AppContext.BaseDirectory,
        ["Streaming__MaxEventsPerJob"] = "10000000",
        ["DOTNET_gcServer"] = "1",
    };
}
