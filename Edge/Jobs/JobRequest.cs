using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Edge.Jobs;

/// <summary>A request to start a job, read from JSON or a multipart form: fields become members, files are kept apart.</summary>
/// <param name="IsForm">All members are text, whatever their type.</param>
public sealed record JobRequest(JsonObject Members, IReadOnlyList<InputFile> Files, bool IsForm = false)
{
    /// <summary>The language that the client wants most, such as <c>fr</c>; null when it wants none.</summary>
    public string? Language { get; init; }

    /// <summary>A sample is to be replayed at this many characters a second; null for the usual speed.</summary>
    public int? Pace { get; init; }

    /// <summary>What the client's protocol keeps with the job; empty for none.</summary>
    public ReadOnlyMemory<byte> Client { get; init; }

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>What its body took, about.</summary>
    private long Bytes => Encoding.UTF8.GetByteCount(Members.ToJsonString()) + Files.Sum(file => (long)file.Content.Length);

    /// <exception cref="BadFieldException">There are too many files, or a file has no usable name.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, does not match its content type, or is not an object.</exception>
    public static async Task<JobRequest> ReadAsync(HttpContext http, ApiOptions options)
    {
        bool form = http.Request.HasFormContentType;
        if (!form && !http.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                "must be application/json or multipart/form-data, as the Content-Type header says", StatusCodes.Status415UnsupportedMediaType);
        }

        int most = form ? options.MaxUploadBytes : options.MaxJsonBytes;
        int mostTaken = options.MaxUploadBytes;
        if (http.Request.ContentLength is { } length && length > (http.Request.Headers.Expect.Count > 0 ? most : mostTaken))
        {
            throw TooLarge(most);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = mostTaken;
        }

        var limits = http.RequestServices.GetRequiredService<StartLimits>();
        await limits.AddUploadAsync(http, http.Request.ContentLength ?? 0);
        var request = form ? await ReadFormAsync(http, options) : ReadJson(await ReadBodyAsync(http, most));
        if (limits.CountsUploads && http.Request.ContentLength is null)
        {
            await limits.AddUploadAsync(http, request.Bytes);
        }

        return request with { Language = JobLanguage.Preferred(http.Request.Headers.AcceptLanguage) };
    }

    /// <summary>
    /// Reads even a body that is too large to its end, within <see cref="ApiOptions.MaxUploadBytes"/>: most clients read the answer
    /// only after they sent everything. Otherwise they would see a broken connection.
    /// </summary>
    internal static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http, int most)
    {
        var body = new ArrayBufferWriter<byte>();
        long length = 0;
        for (bool completed = false; !completed;)
        {
            var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            length += read.Buffer.Length;
            if (length <= most)
            {
                foreach (var part in read.Buffer)
                {
                    body.Write(part.Span);
                }
            }

            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            completed = read.IsCompleted;
        }

        return length <= most ? body.WrittenMemory : throw TooLarge(most);
    }

    private static JobRequest ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Parse(body.Span) is JsonObject members ? new JobRequest(members, []) : throw new BadHttpRequestException("must be a JSON object");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Parses JSON of a client: at most 32 levels deep, no member twice, all text valid.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        CheckText(json);
        return JsonNode.Parse(json, documentOptions: Strict);
    }

    /// <summary>The parser checks strings only when they are read, which is too late to refuse them.</summary>
    private static void CheckText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("it has text that is not UTF-8, or half of a surrogate pair", e);
        }
    }

    private static async Task<JobRequest> ReadFormAsync(HttpContext http, ApiOptions options)
    {
        int most = options.MaxUploadBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
        {
            MultipartBodyLengthLimit = most,
            ValueLengthLimit = most,
            ValueCountLimit = Math.Max(256, options.MaxFiles + 1), // of fields, and as well of files
            MultipartBoundaryLengthLimit = 256,
        }));
        var form = await ReadFormAsync(http.Request, http.RequestAborted);
        if (form.Files.Count > options.MaxFiles)
        {
            throw new BadFieldException(form.Files[options.MaxFiles].Name, $"a request must have at most {options.MaxFiles} files");
        }

        var members = new JsonObject();
        foreach (var (name, values) in form)
        {
            members[name] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        }

        var files = new List<InputFile>();
        foreach (var file in form.Files)
        {
            using var content = new MemoryStream((int)file.Length);
            await file.CopyToAsync(content, http.RequestAborted);
            files.Add(new InputFile(file.Name, FileLabel.Read(file), file.ContentType, content.ToArray()));
        }

        return new JobRequest(members, files, IsForm: true);
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("ends before the last boundary of its form", e);
        }
    }

    private static BadHttpRequestException TooLarge(int most) =>
        new($"must have at most {most} bytes", StatusCodes.Status413PayloadTooLarge);
}
