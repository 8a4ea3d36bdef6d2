namespace AspireStreaming.Hosting;

/// <summary>The resource's processes are started again after a crash.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;
