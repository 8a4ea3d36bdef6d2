using AspireStreaming.Worker.Ai;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>Translates a language model's failure into a failure of the job.</summary>
internal static class ModelFailure
{
    /// <summary>Whether the failure concerns only this document, not every call.</summary>
    public static bool IsOfTheDocument(AiException e) =>
        e.Code is AiErrorCodes.BadOutput or AiErrorCodes.Refused or AiErrorCodes.ContextOverflow;

    public static PipelineException ToPipelineException(AiException e) =>
        new(e.Code, e.Message, e.Retryable, retryAfter: e.RetryAfter, inner: e);

    /// <exception cref="PipelineException">The model failed.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AiException e)
        {
            throw ToPipelineException(e);
        }
    }
}
