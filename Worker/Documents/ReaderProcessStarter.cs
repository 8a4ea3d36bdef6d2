using System.Diagnostics;
using System.Runtime.InteropServices;
using AspireStreaming.ServiceDefaults.Processes;

namespace AspireStreaming.Worker.Documents;

/// <summary>Starts reader processes: this assembly again, with limits, without network, without secrets, in a private folder.</summary>
internal sealed class ReaderProcessStarter
{
    private const string FolderPrefix = "aspire-reader";

    // A process that something else killed while it started is no fault of the file; one that fails twice does not start at all.
    private const int Starts = 2;

    /// <summary>What the runtime needs beside its heap. Without it the runtime crashes where it should throw <see cref="OutOfMemoryException"/>.</summary>
    private const long RuntimeBytes = 128 << 20;

    /// <summary>A machine under load starts a process slowly; only one that hangs takes this long.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    private readonly DocumentOptions _options;
    private readonly ILogger _log;
    private readonly Lazy<Task<string[]>> _fence;

    public ReaderProcessStarter(DocumentOptions options, ILogger log)
    {
        (_options, _log) = (options, log);
        _fence = new(PrepareAsync);
    }

    /// <param name="name">The file that the process is started for; an error names it.</param>
    /// <exception cref="DocumentException">The process does not start, at the second try either.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public async Task<ReaderProcess> StartAsync(string name, CancellationToken cancel)
    {
        for (var start = 1; start <= Starts; start++)
        {
            if (await TryStartAsync(name, cancel) is { } process)
                return process;
        }
        throw DocumentErrors.ReaderUnavailable(name);
    }

    private async Task<ReaderProcess?> TryStartAsync(string name, CancellationToken cancel)
    {
        var fence = await _fence.Value;
        using var deadline = new CancellationTokenSource(StartTimeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        var folder = PrivateFolder.Create(FolderPrefix);
        ReaderProcess? process = null;
        try
        {
            process = new ReaderProcess(StartInfo(fence, folder), folder, _options);
            if (await process.ReadyAsync(both.Token))
                return process;
            var end = await process.EndAsync();
            _log.LogError("A reader process did not start; exit code {ExitCode}: {Errors}", end.ExitCode, end.Errors);
            await process.DisposeAsync();
            return null;
        }
        catch (Exception failed)
        {
            if (process is not null)
                await process.DisposeAsync();
            else
                folder.Dispose();
            if (failed is OperationCanceledException && !cancel.IsCancellationRequested)
                throw DocumentErrors.ReaderUnavailable(name, failed);
            throw;
        }
    }

    private ProcessStartInfo StartInfo(string[] fence, PrivateFolder folder)
    {
        string[] command = [.. fence, .. Command(), ExtractCommand.Verb];
        var start = BoundedProcess.StartInfo(BoundedProcess.Locate(command[0]), command[1..], new ProcessLimits(_options.ReaderCpuSeconds, _options.ReaderMemoryBytes, 0));
        start.WorkingDirectory = folder.Path;
        foreach (var (key, value) in Variables(folder))
            start.Environment[key] = value;
        return start;
    }

    private Dictionary<string, string?> Variables(PrivateFolder folder) => new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH"), // of the poppler programs
        ["TMPDIR"] = folder.Path,
        ["HOME"] = folder.Path,
        ["DOTNET_ROOT"] = DotnetRoot,
        ["DOTNET_GCHeapHardLimit"] = $"{HeapBytes:x}", // below the limit of the kernel, so that it is an exception
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_EnableDiagnostics"] = "0", // no debugger and no profiler attaches
        ["DOTNET_EnableWriteXorExecute"] = "0", // it maps a file, and no file may be written
        ["DOTNET_TieredPGO"] = "0",
    };

    private long HeapBytes => Math.Min(_options.ReaderMemoryBytes / 4 * 3, _options.ReaderMemoryBytes - RuntimeBytes);

    // The executable beside this assembly, else the assembly itself in the host that runs this process.
    private static string[] Command()
    {
        var assembly = typeof(ExtractCommand).Assembly.Location;
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? "exe" : null);
        return File.Exists(executable) ? [executable] : [Path.Combine(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), "exec", assembly];
    }

    // <root>/shared/Microsoft.NETCore.App/10.0.0/
    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private async Task<string[]> PrepareAsync()
    {
        PrivateFolder.RemoveAbandoned(FolderPrefix); // a worker that is killed leaves those of its reader processes behind
        var fence = await ProcessFence.FindAsync();
        foreach (var missing in fence.Missing)
            _log.LogWarning("Uploaded files are read in processes {Missing}", missing);
        return fence.Command;
    }
}
