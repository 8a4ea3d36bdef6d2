using System.Runtime.InteropServices;

namespace AspireStreaming.Bench.Processes;

/// <summary>The signals that processes of a system get. .NET itself can only kill.</summary>
internal static class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    public static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;
    public static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>Signals a process. A process that has ended already is not an error.</summary>
    public static void Send(int pid, int signal) => _ = kill(pid, signal);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
