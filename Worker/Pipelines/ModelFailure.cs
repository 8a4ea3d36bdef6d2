using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Execution;

namespace AspireStreaming.Worker.Pipelines;

/// <summary>What a language model's failure is to a job.</summary>
internal static class ModelFailure
{
    /// <exception cref="PipelineException">The model failed.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AiException e)
        {
            throw new PipelineException(e.Code, e.Message, e.Retryable, retryAfter: e.RetryAfter, inner: e);
        }
    }
}
