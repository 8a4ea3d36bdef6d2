using System.Net.Http.Headers;
using System.Net.Mime;

namespace AspireStreaming.Client;

/// <summary>A request with files: fields and files as a multipart form, which can be sent again when a server is lost.</summary>
public sealed class JobForm
{
    private readonly List<Func<(HttpContent Content, string Name, string? FileName)>> _parts = [];

    /// <summary>Adds a member of the request. The pipeline's input schema defines the type that its text is read as.</summary>
    public JobForm Add(string name, string value)
    {
        _parts.Add(() => (new StringContent(value), name, null));
        return this;
    }

    /// <param name="name">The field that takes the file. Several files have the same name.</param>
    /// <param name="path">The file is read when it is sent.</param>
    public JobForm AddFile(string name, string path, string? contentType = null) =>
        AddFile(name, Path.GetFileName(path), () => File.OpenRead(path), contentType);

    public JobForm AddFile(string name, string fileName, ReadOnlyMemory<byte> content, string? contentType = null)
    {
        _parts.Add(() => (Typed(new ReadOnlyMemoryContent(content), contentType), name, fileName));
        return this;
    }

    /// <param name="open">Called for each try. The client disposes the stream.</param>
    public JobForm AddFile(string name, string fileName, Func<Stream> open, string? contentType = null)
    {
        _parts.Add(() => (Typed(new StreamContent(open()), contentType), name, fileName));
        return this;
    }

    internal HttpContent ToContent()
    {
        var form = new MultipartFormDataContent();
        try
        {
            foreach (var part in _parts)
            {
                var (content, name, fileName) = part();
                if (fileName is null)
                {
                    form.Add(content, name);
                }
                else
                {
                    form.Add(content, name, fileName);
                }
            }

            return form;
        }
        catch
        {
            form.Dispose(); // one file can't be opened: closes the others
            throw;
        }
    }

    private static HttpContent Typed(HttpContent content, string? contentType)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType ?? MediaTypeNames.Application.Octet);
        return content;
    }
}
