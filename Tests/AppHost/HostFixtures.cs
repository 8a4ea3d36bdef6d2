using System.Diagnostics;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.AppHost;

/// <summary>The directory of one test, deleted after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("apphost-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A program of the repository, started as a user starts it: <c>dotnet run --project AppHost</c>.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/Debug/net10.0

    private readonly Process _process;
    private readonly string _mark;
    private readonly List<string> _lines = [];
    private readonly Task<string> _error;
    private readonly Task _output;

    private HostProcess(Process process, string mark)
    {
        (_process, _mark) = (process, mark);
        _error = process.StandardError.ReadToEndAsync();
        _output = ReadOutputAsync();
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <param name="project">Folder of the project, as in <c>AppHost</c>.</param>
    /// <param name="directory">A directory of this test only: the data directory, and the mark of all processes of the system.</param>
    public static HostProcess Start(string project, string directory, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        Start(["run", "--no-build", "-c", Configuration, "--project", Path.Combine(Repository.Root, project), "--", .. args], directory, environment);

    /// <summary>Starts the program itself: <c>dotnet run</c> takes longer than a program that ends at once.</summary>
    public static HostProcess StartAlone(string project, string directory, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        Start(["exec", Path.Combine(Repository.Root, project, "bin", Configuration, "net10.0", $"{project}.dll"), .. args], directory, environment);

    private static HostProcess Start(string[] command, string directory, IReadOnlyDictionary<string, string> environment)
    {
        // A test run in the background or under nohup ignores signals. Its child processes inherit that, and .NET keeps it.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=HUP,INT", Executable.DotNet, .. command])
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DATA_DIR"] = directory;
        start.Environment.Remove("ConnectionStrings__redis");
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new HostProcess(Process.Start(start)!, $"DATA_DIR={directory}");
    }

    /// <summary>Ids of all processes of the system, including those of Aspire.</summary>
    public IReadOnlyList<int> Pids() => ProcessTable.WithVariable(_mark);

    /// <summary>Ids of the processes of the system that run this program, as in <c>Worker</c>.</summary>
    public IReadOnlyList<int> Pids(string program) => [.. Pids().Where(pid => ProcessTable.Program(pid) == program)];

    /// <summary>The first line that starts with the text. Fails when the program ends without such a line.</summary>
    public async Task<string> LineAsync(string start)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (Lines.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (_process.HasExited || waited.Elapsed > TimeSpan.FromMinutes(2))
            {
                Assert.Fail($"no line '{start}'\n{string.Join('\n', Lines)}\n{(_process.HasExited ? await _error : "")}");
            }
        }
    }

    public void Signal(string name) => SystemCommand.Run("kill", $"-{name}", $"{_process.Id}");

    public async Task<(int Code, string Error)> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await _output.WaitAsync(TimeSpan.FromMinutes(1));
        return (_process.ExitCode, await _error);
    }

    /// <summary>Waits for the end of all processes of the system; fails when one stays.</summary>
    public async Task GoneAsync()
    {
        var waited = Stopwatch.StartNew();
        for (var left = Pids(); left.Count > 0; left = Pids())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"left behind: {string.Join(", ", left.Select(pid => $"{pid} {ProcessTable.Program(pid)}"))}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
        }

        await GoneAsync();
        _process.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}

internal static class SystemCommand
{
    public static void Run(string command, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(command, args) { UseShellExecute = false })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

internal static class ProcessTable
{
    /// <summary>A zombie process counts as ended: only its parent has not read its exit code yet.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat"); // 1234 (name) S 1 …
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The processes that were started with this variable, as in <c>DATA_DIR=/tmp/x</c>.</summary>
    public static IReadOnlyList<int> WithVariable(string variable) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(int.Parse!)
            .Where(pid => Read(pid, "environ").Contains(variable, StringComparer.Ordinal) && IsAlive(pid))];

    /// <summary>Name of the program that the process runs; empty when it has ended.</summary>
    public static string Program(int pid) => Path.GetFileName(Read(pid, "cmdline")[0]);

    private static string[] Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [""]; // the process has ended, or belongs to another user
        }
    }
}
