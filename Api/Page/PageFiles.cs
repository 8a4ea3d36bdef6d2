using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace AspireStreaming.Api.Page;

/// <summary>
/// The files of the page, read once: an upgrade that replaces them on disk changes nothing of what a running process serves as its version.
/// </summary>
internal sealed partial class PageFiles
{
    /// <summary>The folder of all versions. A process has one of them.</summary>
    public const string Versions = "/assets";

    private const string Document = "index.html";
    private const string Start = "start.js";

    private PageFiles(Dictionary<string, PageFile> files)
    {
        Version = VersionOf(files.Values);
        Root = $"{Versions}/{Version}";
        Home = Encoding.UTF8.GetBytes(Address().Replace(Encoding.UTF8.GetString(files[Document].Content.Span), Versioned));
        All = new PageFileProvider(files);
        Lasting = new PageFileProvider(files.Where(file => IsLasting(file.Key)).ToDictionary(StringComparer.Ordinal));

        string Versioned(Match address)
        {
            string path = address.Groups["path"].Value;
            return !files.ContainsKey(path) ? throw new InvalidOperationException($"{Document} names {path}, which is not there.")
                : path == Start ? address.Value
                : $"{address.Groups["attribute"].Value}\"{Root}/{path}\"";
        }
    }

    /// <summary>Another one with any other byte in any file; the same for all replicas of a build.</summary>
    public string Version { get; }

    /// <summary>Below it, each file of this version is the same for ever.</summary>
    public string Root { get; }

    /// <summary>The document, which loads the files of this version.</summary>
    public ReadOnlyMemory<byte> Home { get; }

    /// <summary>All files.</summary>
    public IFileProvider All { get; }

    /// <summary>The files at addresses that stay: the client, which other people's pages load, the icon, and the script that outlives upgrades.</summary>
    public IFileProvider Lasting { get; }

    /// <summary>Reads the files of a folder.</summary>
    public static PageFiles Read(string folder) => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => new PageFile(Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes(path), new DateTimeOffset(File.GetLastWriteTimeUtc(path))))
        .ToDictionary(file => file.Path, StringComparer.Ordinal));

    private static bool IsLasting(string path) => path is Start or "favicon.svg" || path.StartsWith("sdk/", StringComparison.Ordinal);

    private static string VersionOf(IEnumerable<PageFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path} {file.Length}\n"));
            hash.AppendData(file.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    // Without a limit: the document is our own, and a limit of the wall clock ended a process that was paused at this moment of its start.
    [GeneratedRegex("(?<attribute>(?:href|src)=)\"/(?<path>[^\"]+)\"", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Address();
}
