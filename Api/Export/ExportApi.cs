using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Export;

/// <summary>Texts as files for office programs. Nothing is stored.</summary>
internal static class ExportApi
{
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Pdf = "application/pdf";

    /// <summary>Characters of a text.</summary>
    private const int MostText = 500_000;

    private const int MostName = 200;

    private const string Members =
        "Members: text; format, markdown or text (the default); name, that of the file. Links and images of Markdown become their text. The region of Accept-Language decides between A4 and Letter.";

    public static void MapExport(this IEndpointRouteBuilder app)
    {
        var export = app.MapGroup("/api/export").RequireAuthorization(Scopes.Read).WithTags("Export");
        export.MapGet("", (PdfConverter pdf) => TypedResults.Ok(new ExportFormats(pdf.IsInstalled ? ["docx", "pdf"] : ["docx"])))
            .WithSummary("What a text can be exported as here.")
            .WithDescription("pdf only where LibreOffice is installed.");
        export.MapPost("/docx", async (HttpContext http, IOptions<ApiOptions> options) =>
            {
                var (word, name) = await ReadAsync(http, options.Value);
                return TypedResults.Bytes(word, Docx, $"{name}.docx");
            })
            .WithSummary("A text as a Word document.")
            .WithDescription(Members)
            .Accepts<object>("application/json")
            .Produces(StatusCodes.Status200OK, contentType: Docx)
            .ProducesValidationProblem();
        export.MapPost("/pdf", PostPdfAsync)
            .WithSummary("A text as a PDF.")
            .WithDescription($"{Members} Made by LibreOffice: 501 where it is not installed, 503 with Retry-After while too many are made, 422 for a text that takes too much.")
            .Accepts<object>("application/json")
            .Produces(StatusCodes.Status200OK, contentType: Pdf)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status501NotImplemented)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> PostPdfAsync(HttpContext http, IOptions<ApiOptions> options, PdfConverter converter)
    {
        var (word, name) = await ReadAsync(http, options.Value);
        try
        {
            return TypedResults.Bytes(await converter.ConvertAsync(word, http.RequestAborted), Pdf, $"{name}.pdf");
        }
        catch (PdfException none)
        {
            if (none.RetryAfter is { } seconds)
            {
                http.Response.Headers.RetryAfter = $"{seconds}";
            }

            return none.Problem;
        }
    }

    /// <summary>The text as a Word document, and the name of the file without an ending.</summary>
    /// <exception cref="BadFieldException">A member is missing, or is something else.</exception>
    private static async Task<(byte[] Word, string Name)> ReadAsync(HttpContext http, ApiOptions options)
    {
        var members = (await JobRequest.ReadAsync(http, options)).Members;
        string text = Read("text") ?? throw new BadFieldException("text", $"must be a text of at most {MostText} characters");
        string format = Read("format") ?? "text";
        if (text.Length > MostText)
        {
            throw new BadFieldException("text", $"must be a text of at most {MostText} characters");
        }

        if (format is not ("markdown" or "text"))
        {
            throw new BadFieldException("format", "must be markdown or text");
        }

        string name = Read("name") is { Length: > 0 and <= MostName } given ? given : "document";
        return (WordDocument.Write(text, format == "markdown", Paper.For(http.Request.Headers.AcceptLanguage)), name);

        string? Read(string member) => members[member] is { } value
            ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw new BadFieldException(member, "must be a text")
            : null;
    }
}

/// <param name="Formats">As in <c>/api/export/{format}</c>.</param>
internal sealed record ExportFormats(IReadOnlyList<string> Formats);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExportFormats))]
internal sealed partial class ExportJson : JsonSerializerContext;
