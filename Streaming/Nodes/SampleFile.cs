namespace AspireStreaming.Streaming;

/// <summary>A file of a sample.</summary>
/// <param name="Field">The member of the request that takes it.</param>
/// <param name="Text">Its content, in UTF-8.</param>
public sealed record SampleFile(string Field, string Name, string ContentType, string Text);
