using System.Diagnostics;

namespace AspireStreaming.Tests.Viewers;

/// <summary>A page's script with all packages in it, as a front end is built.</summary>
internal static class PageBundle
{
    /// <summary>Packages bring styles and fonts, which the tests don't need.</summary>
    private static readonly string[] LeftOut = ["css", "woff", "woff2", "ttf"];

    /// <param name="directory">Where the lock file is; null for <see cref="NodeModules.Directory"/>.</param>
    public static async Task<string> MakeAsync(string page, string? directory = null)
    {
        await NodeModules.EnsureAsync(directory);
        directory ??= NodeModules.Directory;
        using var bundler = Process.Start(new ProcessStartInfo(
            "node",
            [
                Path.Combine(directory, "node_modules", "esbuild", "bin", "esbuild"), Path.Combine(directory, page),
                "--bundle", "--format=esm", "--define:process.env.NODE_ENV=\"production\"", "--log-level=error",
                .. LeftOut.Select(ending => $"--loader:.{ending}=empty"),
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string script = await bundler.StandardOutput.ReadToEndAsync();
        await bundler.WaitForExitAsync();
        Assert.Equal(0, bundler.ExitCode);
        return script;
    }
}
