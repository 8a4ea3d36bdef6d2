using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The registered pipelines, read every few seconds.</summary>
public sealed class PipelineCatalog(INodeRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private (IReadOnlyList<PipelineDescriptor> Pipelines, long ReadAt)? _known;

    /// <summary>A pipeline, or what is wrong with its name.</summary>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="field">The client's field with the name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">No pipeline is known yet, or the store can't be reached.</exception>
    public async Task<(PipelineDescriptor? Pipeline, ProblemHttpResult? Problem)> FindAsync(string name, string field, CancellationToken cancellationToken)
    {
        var known = await ListAsync(cancellationToken);
        return known.Count == 0 ? throw new StoreUnavailableException("No worker has made its pipelines known yet.")
            : known.FirstOrDefault(p => p.Name == name) is { } pipeline ? (pipeline, null)
            : (null, Problems.Field(field, $"must be one of {string.Join(", ", known.Select(p => p.Name))}", StatusCodes.Status404NotFound));
    }

    public async Task<IReadOnlyList<PipelineDescriptor>> ListAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && known.Pipelines.Count > 0 && time.GetElapsedTime(known.ReadAt) < Fresh)
        {
            return known.Pipelines;
        }

        var pipelines = await registry.ListPipelinesAsync(cancellationToken);
        _known = (pipelines, time.GetTimestamp());
        return pipelines;
    }
}
