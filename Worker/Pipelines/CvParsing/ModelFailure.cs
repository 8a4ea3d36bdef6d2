using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Execution;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Whom a model's failure concerns: this document, or everything that would be asked now.</summary>
internal static class ModelFailure
{
    public static bool IsOfTheDocument(AiException e) =>
        e.Code is AiErrorCodes.BadOutput or AiErrorCodes.Refused or AiErrorCodes.ContextOverflow;

    public static PipelineException ToPipelineException(AiException e) =>
        new(e.Code, e.Message, e.Retryable, retryAfter: e.RetryAfter, inner: e);
}
