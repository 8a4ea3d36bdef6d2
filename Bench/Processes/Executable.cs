using System.Runtime.InteropServices;

namespace AspireStreaming.Bench.Processes;

/// <summary>Finds programs.</summary>
internal static class Executable
{
    /// <summary>The <c>dotnet</c> whose runtime runs this process, so that child processes run on the same runtime.</summary>
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
