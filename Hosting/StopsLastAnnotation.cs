namespace AspireStreaming.Hosting;

/// <summary>The resource stops after the ones that wait for it.</summary>
internal sealed class StopsLastAnnotation : IResourceAnnotation;
