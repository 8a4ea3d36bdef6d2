using AspireStreaming.Edge;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireStreaming.Api.Export;

/// <summary>A text did not become a PDF.</summary>
/// <param name="problem">What the client is told.</param>
/// <param name="retryAfter">When it may try again, in seconds; null: the same will happen.</param>
internal sealed class PdfException(ProblemHttpResult problem, int? retryAfter = null) : Exception(problem.ProblemDetails.Title)
{
    private const int Soon = 5; // about what one PDF takes

    public ProblemHttpResult Problem => problem;

    public int? RetryAfter => retryAfter;

    public static PdfException NotInstalled() => new(TypedResults.Problem(
        title: "This server makes no PDFs.",
        detail: "LibreOffice (Export:LibreOffice) is not installed there. POST /api/export/docx makes a Word document of the same text.",
        statusCode: StatusCodes.Status501NotImplemented));

    public static PdfException Busy() => new(
        TypedResults.Problem(
            title: "This server is busy.",
            detail: "It makes as many PDFs as it may, and as many wait (Export:Conversions, Export:Waiting). Try again in a moment.",
            statusCode: StatusCodes.Status503ServiceUnavailable),
        Soon);

    public static PdfException OverLimits() => new(Problems.Field(
        "text", "takes more time, memory or bytes as a PDF than one may (section Export of the configuration)", StatusCodes.Status422UnprocessableEntity));

    public static PdfException Failed() => new(TypedResults.Problem(
        title: "LibreOffice made no PDF.",
        detail: "POST /api/export/docx makes a Word document of the same text.",
        statusCode: StatusCodes.Status500InternalServerError));
}
