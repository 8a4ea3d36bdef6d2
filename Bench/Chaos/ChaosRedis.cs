namespace AspireStreaming.Bench.Chaos;

/// <summary>The Redis of a run.</summary>
internal enum ChaosRedis
{
    /// <summary>One server, behind a faulty network.</summary>
    Server,

    /// <summary>A cluster of three masters with a replica each, which changes meanwhile; without a faulty network.</summary>
    Cluster,

    /// <summary>A master and its replica behind three Sentinels; without a faulty network.</summary>
    Sentinel,
}
