using System.Runtime.InteropServices;

namespace AspireStreaming.Bench.Processes;

/// <summary>Where programs are.</summary>
internal static class Executable
{
    /// <summary>The <c>dotnet</c> whose runtime runs this very process, so that children run on the same one.</summary>
    public static string DotNet
    {
        get
        {
            // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/
            var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
            var path = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return File.Exists(path) ? path : "dotnet";
        }
    }
}
