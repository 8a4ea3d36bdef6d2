using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Api.Jobs;

/// <summary>A request to start a job, read from JSON or a multipart form: fields become members, files ride along.</summary>
/// <param name="IsForm">Members are text as yet, whatever they are meant as.</param>
internal sealed record JobRequest(JsonObject Members, IReadOnlyList<InputFile> Files, bool IsForm = false)
{
    public static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <exception cref="BadHttpRequestException">The body is too large, not what it says it is, or not an object.</exception>
    public static async Task<JobRequest> ReadAsync(HttpContext http, ApiOptions options)
    {
        bool form = http.Request.HasFormContentType;
        if (!form && !http.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                "must be application/json or multipart/form-data, as the Content-Type header says", StatusCodes.Status415UnsupportedMediaType);
        }

        int most = form ? options.MaxUploadBytes : options.MaxJsonBytes;
        if (http.Request.ContentLength > most)
        {
            throw new BadHttpRequestException($"must have at most {most} bytes", StatusCodes.Status413PayloadTooLarge);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = most;
        }

        return form ? await ReadFormAsync(http, most) : await ReadJsonAsync(http);
    }

    private static async Task<JobRequest> ReadJsonAsync(HttpContext http)
    {
        try
        {
            var node = await JsonNode.ParseAsync(http.Request.Body, documentOptions: Strict, cancellationToken: http.RequestAborted);
            return node is JsonObject members
                ? new JobRequest(members, [])
                : throw new BadHttpRequestException("must be a JSON object");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"is not JSON: {e.Message}", e);
        }
    }

    private static async Task<JobRequest> ReadFormAsync(HttpContext http, int most)
    {
        http.Features.Set<IFormFeature>(new FormFeature(
            http.Request,
            new FormOptions { MultipartBodyLengthLimit = most, ValueLengthLimit = most, ValueCountLimit = 256, MultipartBoundaryLengthLimit = 256 }));
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
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
            files.Add(new InputFile(file.Name, file.FileName, file.ContentType, content.ToArray()));
        }

        return new JobRequest(members, files, IsForm: true);
    }
}
