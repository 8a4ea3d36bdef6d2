using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>The packages as <c>dotnet pack</c> makes them.</summary>
public sealed class PackageTests
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task EachPackageHasItsReadmeItsDocumentationAndThePackagesItNeeds()
    {
        var directory = Directory.CreateTempSubdirectory("package-test-");
        try
        {
            await PackAsync(directory.FullName);
            var events = await ReadAsync(directory.FullName, "AspireStreaming.Events");
            var client = await ReadAsync(directory.FullName, "AspireStreaming.Client");
            Assert.Empty(Dependencies(events));
            var needed = Assert.Single(Dependencies(client));
            Assert.Equal(("AspireStreaming.Events", Text(events, "version")), (needed.Attribute("id")?.Value, needed.Attribute("version")?.Value));
            Assert.Equal("git", Element(client, "repository")?.Attribute("type")?.Value);

            var streaming = await ReadAsync(directory.FullName, "AspireStreaming", "AspireStreaming.Streaming");
            var edge = await ReadAsync(directory.FullName, "AspireStreaming.AspNetCore");
            var hosting = await ReadAsync(directory.FullName, "AspireStreaming.Hosting");
            var agents = await ReadAsync(directory.FullName, "AspireStreaming.Agents");
            var agentClient = await ReadAsync(directory.FullName, "AspireStreaming.Client.Agents");
            Assert.Contains("AspireStreaming.Events", Dependencies(streaming).Select(d => d.Attribute("id")?.Value));
            Assert.Contains("AspireStreaming", Dependencies(edge).Select(d => d.Attribute("id")?.Value));
            Assert.Equal(["AspireStreaming", "Microsoft.Agents.AI"], Dependencies(agents).Select(d => d.Attribute("id")?.Value));
            Assert.Equal(["AspireStreaming.Client", "Microsoft.Agents.AI.Abstractions"], Dependencies(agentClient).Select(d => d.Attribute("id")?.Value));
            Assert.DoesNotContain(Dependencies(hosting), d => d.Attribute("id")!.Value.StartsWith("AspireStreaming", StringComparison.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task PackAsync(string output)
    {
        string configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        using var pack = Process.Start(new ProcessStartInfo(
            DotNet,
            ["pack", Path.Combine(Repository.Root, "AspireStreaming.sln"), "--no-build", "-c", configuration, "-o", output, "-nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string said = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        Assert.True(pack.ExitCode == 0, said);
    }

    /// <returns>The package's description of itself.</returns>
    private static async Task<XDocument> ReadAsync(string output, string id, string? assembly = null)
    {
        assembly ??= id;
        using var package = await ZipFile.OpenReadAsync(Produced(output, id, ".nupkg"));
        var names = package.Entries.Select(e => e.FullName).ToList();
        Assert.Contains($"lib/net10.0/{assembly}.dll", names);
        Assert.Contains($"lib/net10.0/{assembly}.xml", names);
        using var symbols = await ZipFile.OpenReadAsync(Produced(output, id, ".snupkg"));
        Assert.Contains($"lib/net10.0/{assembly}.pdb", symbols.Entries.Select(e => e.FullName));

        await using var description = await package.GetEntry($"{id}.nuspec")!.OpenAsync();
        var nuspec = await XDocument.LoadAsync(description, LoadOptions.None, CancellationToken.None);
        Assert.Contains(Text(nuspec, "readme"), names);
        Assert.Equal(id, Text(nuspec, "id"));
        return nuspec;
    }

    private static string Produced(string directory, string id, string extension) => Assert.Single(
        Directory.GetFiles(directory, $"{id}.*{extension}"), file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]));

    private static List<XElement> Dependencies(XDocument nuspec) => [.. nuspec.Descendants().Where(e => e.Name.LocalName == "dependency")];

    private static XElement? Element(XDocument nuspec, string name) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name);

    private static string? Text(XDocument nuspec, string name) => Element(nuspec, name)?.Value;

    private static string DotNet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
