using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The registered pipelines, read every few seconds.</summary>
public sealed class PipelineCatalog(INodeRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private (IReadOnlyList<PipelineDescriptor> Pipelines, long ReadAt)? _known;

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
