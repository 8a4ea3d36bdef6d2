using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace AspireStreaming.Api.Page;

/// <summary>Files of the page for the static file middleware.</summary>
/// <param name="files">By their paths.</param>
internal sealed class PageFileProvider(IReadOnlyDictionary<string, PageFile> files) : IFileProvider
{
    public IFileInfo GetFileInfo(string subpath) => files.TryGetValue(subpath.TrimStart('/'), out var file) ? file : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    /// <summary>The files don't change.</summary>
    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
}
