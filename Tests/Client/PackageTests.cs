using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>What <c>dotnet pack</c> makes of the client, for whoever takes it as a package.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task TheClientPacksWithItsReadmeItsDocumentationAndTheEventsItNeeds()
    {
        var directory = Directory.CreateTempSubdirectory("package-test-");
        try
        {
            var events = await PackAsync("Events", directory.FullName);
            var client = await PackAsync("Client", directory.FullName);
            Assert.Empty(Dependencies(events));
            var needed = Assert.Single(Dependencies(client));
            Assert.Equal(("AspireStreaming.Events", Text(events, "version")), (needed.Attribute("id")?.Value, needed.Attribute("version")?.Value));
            Assert.Equal("git", Element(client, "repository")?.Attribute("type")?.Value);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <returns>The package's description of itself.</returns>
    private static async Task<XDocument> PackAsync(string project, string output)
    {
        string configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        using var pack = Process.Start(new ProcessStartInfo(
            DotNet,
            ["pack", Path.Combine(Repository.Root, project, $"{project}.csproj"), "--no-build", "-c", configuration, "-o", output, "-nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string said = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        Assert.True(pack.ExitCode == 0, said);

        string id = $"AspireStreaming.{project}";
        using var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(output, $"{id}.*.nupkg")));
        var names = package.Entries.Select(e => e.FullName).ToList();
        Assert.Contains($"lib/net10.0/{id}.dll", names);
        Assert.Contains($"lib/net10.0/{id}.xml", names);
        using var symbols = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(output, $"{id}.*.snupkg")));
        Assert.Contains($"lib/net10.0/{id}.pdb", symbols.Entries.Select(e => e.FullName));

        await using var description = await package.GetEntry($"{id}.nuspec")!.OpenAsync();
        var nuspec = await XDocument.LoadAsync(description, LoadOptions.None, CancellationToken.None);
        Assert.Contains(Text(nuspec, "readme"), names);
        Assert.Equal(id, Text(nuspec, "id"));
        return nuspec;
    }

    private static List<XElement> Dependencies(XDocument nuspec) => [.. nuspec.Descendants().Where(e => e.Name.LocalName == "dependency")];

    private static XElement? Element(XDocument nuspec, string name) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name);

    private static string? Text(XDocument nuspec, string name) => Element(nuspec, name)?.Value;

    private static string DotNet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
