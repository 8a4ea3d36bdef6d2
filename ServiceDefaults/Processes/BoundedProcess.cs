using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AspireStreaming.ServiceDefaults.Processes;

/// <param name="CpuSeconds">Processor time. The kernel enforces the limit, even if this process dies.</param>
/// <param name="MemoryBytes">Memory that can be written: heap, stacks, anonymous mappings.</param>
/// <param name="OutputBytes">Standard output. A longer output ends the process.</param>
/// <param name="FileBytes">Each file that the process writes; 0: it can't write a file.</param>
public sealed record ProcessLimits(int CpuSeconds, long MemoryBytes, int OutputBytes, long FileBytes = 0);

/// <param name="ExitCode">128 + the number of the signal that ended the process.</param>
/// <param name="Output">Standard output; empty when it was too long.</param>
/// <param name="Errors">The start of standard error.</param>
/// <param name="OutputExceeded">The process was ended because its output was too long.</param>
public sealed record ProcessResult(int ExitCode, byte[] Output, string Errors, bool OutputExceeded)
{
    // A shell reports a signal as 128 + its number, .NET does the same: 24 is SIGXCPU, 9 is SIGKILL, 25 is SIGXFSZ.
    public bool OutOfCpuTime => ExitCode is 128 + 24 or 128 + 9;
    public bool FileTooLarge => ExitCode == 128 + 25;
    public bool OutOfMemory => ExitCode == 128 + 6 || Errors.Contains("memory", StringComparison.OrdinalIgnoreCase)
        || Errors.Contains("Stack overflow", StringComparison.OrdinalIgnoreCase) || Errors.Contains("bad_alloc", StringComparison.Ordinal);
}

/// <summary>Runs a program on hostile input: input and output by pipes, no inherited environment, hard limits; no file, unless a limit allows it.</summary>
public static class BoundedProcess
{
    private const int MaxErrorChars = 16 * 1024;
    private const int Sigkill = 9;

    private const int FileBlock = 512; // the unit of -f

    // "exec" makes the program replace the shell, so it has the limits and the process id.
    private const string Shell = "/bin/sh";
    // -d and not -v: a .NET process reserves far more address space than it uses.
    private const string LimitThenExec = "ulimit -c 0; ulimit -f \"$1\"; ulimit -t \"$2\"; ulimit -d \"$3\" 2>/dev/null; shift 3; exec \"$@\"";

    /// <exception cref="OperationCanceledException">The process was killed.</exception>
    /// <exception cref="FileNotFoundException">The program does not exist.</exception>
    public static Task<ProcessResult> RunAsync(
        string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, ProcessLimits limits, CancellationToken cancel) =>
        RunAsync(StartInfo(Locate(program), arguments, limits), input, limits.OutputBytes, cancel);

    /// <param name="start">As <see cref="StartInfo"/> made it.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="outputBytes">The most of standard output.</param>
    /// <param name="cancel">Kills the process and its children.</param>
    /// <exception cref="OperationCanceledException">The process was killed.</exception>
    public static async Task<ProcessResult> RunAsync(ProcessStartInfo start, ReadOnlyMemory<byte> input, int outputBytes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = start };
        process.Start();
        try
        {
            // The end of the process closes the pipes, so all reads and writes below end too.
            await using var kill = cancel.Register(() => Kill(process));
            var errors = ReadErrorsAsync(process.StandardError);
            var output = ReadOutputAsync(process, outputBytes);
            await Task.WhenAll(WriteInputAsync(process, input), output, errors);
            await process.WaitForExitAsync(CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            var (bytes, exceeded) = await output;
            return new ProcessResult(process.ExitCode, bytes, await errors, exceeded);
        }
        finally
        {
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>No inherited environment, redirected pipes; the limits as far as the system has them.</summary>
    public static ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments, ProcessLimits limits)
    {
        var limited = !OperatingSystem.IsWindows();
        var start = new ProcessStartInfo(limited ? Shell : path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (limited)
        {
            start.Environment.Clear();
            start.Environment["OMP_THREAD_LIMIT"] = "1"; // Tesseract takes all cores otherwise
            foreach (var argument in (string[])["-c", LimitThenExec, "sh", $"{limits.FileBytes / FileBlock}", $"{limits.CpuSeconds}", $"{limits.MemoryBytes / 1024}", path])
                start.ArgumentList.Add(argument);
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <exception cref="FileNotFoundException">The program does not exist.</exception>
    public static string Locate(string program) => Find(program) ?? throw new FileNotFoundException(
        Path.IsPathRooted(program) ? "The program does not exist." : "The program is not on the PATH.", program);

    /// <summary>The path of a program; null when it does not exist.</summary>
    public static string? Find(string program)
    {
        if (Path.IsPathRooted(program))
            return File.Exists(program) ? program : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending))).FirstOrDefault(File.Exists);
    }

    /// <summary>Kills a process with its children, and with its group when it leads one: that has children whose parent has ended.</summary>
    public static void Kill(Process process)
    {
        if (!OperatingSystem.IsWindows())
            _ = SendSignal(-process.Id, Sigkill);
        process.Kill(entireProcessTree: true);
    }

    private static async Task WriteInputAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program closed its input before the end. Its exit code tells whether it accepted the input.
        }
    }

    private static async Task<(byte[] Bytes, bool Exceeded)> ReadOutputAsync(Process process, int limit)
    {
        using var output = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0)
        {
            if (output.Length + read > limit)
            {
                Kill(process);
                return ([], true);
            }
            output.Write(buffer, 0, read);
        }
        return (output.ToArray(), false);
    }

    // The text is kept up to a limit but read to the end, so that the program can't block on a full pipe.
    public static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
            kept.Append(buffer, 0, Math.Min(read, MaxErrorChars - kept.Length));
        return kept.ToString();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
