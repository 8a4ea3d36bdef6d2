using System.Runtime.InteropServices;

namespace AspireStreaming.Bench.Processes;

/// <summary>Where the programs are that the host starts.</summary>
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

    /// <summary>The first of <paramref name="names"/> that is on the PATH, as a full path, or null.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        foreach (var directory in directories)
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
