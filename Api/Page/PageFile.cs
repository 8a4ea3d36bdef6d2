using Microsoft.Extensions.FileProviders;

namespace AspireStreaming.Api.Page;

/// <summary>A file of the page, in memory.</summary>
/// <param name="path">Below the folder of the page, with slashes.</param>
internal sealed class PageFile(string path, byte[] content, DateTimeOffset lastModified) : IFileInfo
{
    public string Path => path;

    public ReadOnlyMemory<byte> Content => content;

    public bool Exists => true;

    public long Length => content.Length;

    public string? PhysicalPath => null;

    public string Name => System.IO.Path.GetFileName(path);

    public DateTimeOffset LastModified => lastModified;

    public bool IsDirectory => false;

    public Stream CreateReadStream() => new MemoryStream(content, writable: false);
}
