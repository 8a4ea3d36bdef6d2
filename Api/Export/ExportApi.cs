using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Export;

/// <summary>Texts as files for office programs. Nothing is stored.</summary>
internal static class ExportApi
{
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>Characters of a text.</summary>
    private const int MostText = 500_000;

    private const int MostName = 200;

    public static void MapExport(this IEndpointRouteBuilder app) => app.MapPost("/api/export/docx", PostAsync)
        .RequireAuthorization(Scopes.Read)
        .WithTags("Export")
        .WithSummary("A text as a Word document.")
        .WithDescription("Members: text; format, markdown or text (the default); name, that of the file. Links and images of Markdown become their text.")
        .Accepts<object>("application/json")
        .Produces(StatusCodes.Status200OK, contentType: Docx)
        .ProducesValidationProblem();

    /// <exception cref="BadFieldException">A member is missing, or is something else.</exception>
    private static async Task<IResult> PostAsync(HttpContext http, IOptions<ApiOptions> options)
    {
        var members = (await JobRequest.ReadAsync(http, options.Value)).Members;
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
        return TypedResults.Bytes(WordDocument.Write(text, format == "markdown"), Docx, $"{name}.docx");

        string? Read(string member) => members[member] is { } value
            ? value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : throw new BadFieldException(member, "must be a text")
            : null;
    }
}
