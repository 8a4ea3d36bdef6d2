using System.Diagnostics;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Bench.Upgrade;

/// <summary>Builds the programs of an earlier commit of this repository, from nothing but that commit.</summary>
internal static class EarlierBuild
{
    /// <param name="from">A commit, or a folder with its sources that are built already.</param>
    /// <exception cref="InvalidOperationException">The commit is not in this clone, or it does not build.</exception>
    public static async Task<ProgramVersion> GetAsync(string from, TextWriter output, CancellationToken cancellationToken)
    {
        if (Directory.Exists(from))
        {
            return Find(Path.GetFileName(Path.TrimEndingDirectorySeparator(from)), from);
        }

        string commit = await FindAsync(from, cancellationToken);
        string folder = Path.Combine(Path.GetTempPath(), $"aspire-streaming-{commit}");
        string built = Path.Combine(folder, ".built");
        if (!File.Exists(built))
        {
            await output.WriteLineAsync($"building {commit} in {folder} (once)");
            Directory.CreateDirectory(folder);
            string root = await RunAsync(AppContext.BaseDirectory, "git", ["rev-parse", "--show-toplevel"], cancellationToken);
            string archive = Path.Combine(folder, "sources.tar");
            await RunAsync(root, "git", ["archive", "--output", archive, commit], cancellationToken);
            await RunAsync(folder, "tar", ["-xf", archive], cancellationToken);
            foreach (string project in (string[])["Api", "Worker"])
            {
                await RunAsync(folder, Executable.DotNet, ["build", $"{project}/{project}.csproj", "-v", "quiet", "-nologo", "-p:RunAnalyzers=false"], cancellationToken);
            }

            await File.WriteAllTextAsync(built, "", cancellationToken);
        }

        return Find(commit[..7], folder);
    }

    /// <returns>Its whole id.</returns>
    /// <exception cref="InvalidOperationException">It is not in this clone.</exception>
    public static async Task<string> FindAsync(string commit, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(AppContext.BaseDirectory, "git", ["rev-parse", "--verify", "--quiet", $"{commit}^{{commit}}"], cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            string shallow = await RunAsync(AppContext.BaseDirectory, "git", ["rev-parse", "--is-shallow-repository"], cancellationToken);
            throw new InvalidOperationException(
                $"The commit {commit} is not in this clone{(shallow == "true" ? ", which is a shallow one: git fetch --unshallow" : "")}.", e);
        }
    }

    private static ProgramVersion Find(string name, string folder)
    {
        return new ProgramVersion(name, Assembly("Api"), Assembly("Worker"));

        string Assembly(string project) => Directory.EnumerateFiles(Path.Combine(folder, project, "bin"), $"{project}.dll", SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new InvalidOperationException($"{folder} has no built {project}.");
    }

    /// <returns>What it wrote, trimmed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    private static async Task<string> RunAsync(string directory, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? text.Trim() : throw new InvalidOperationException($"{program} {arguments[0]} failed: {text}{await errors}");
    }
}
