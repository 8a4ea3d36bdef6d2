namespace AspireStreaming.Bench.Upgrade;

/// <summary>The built programs of one version.</summary>
/// <param name="Name">As in <c>282cc18</c> or <c>this version</c>.</param>
/// <param name="Api">The assembly of the Api.</param>
/// <param name="Worker">The assembly of the worker.</param>
internal sealed record ProgramVersion(string Name, string Api, string Worker)
{
    /// <summary>That of this build.</summary>
    public static ProgramVersion Current { get; } = new(
        "this version", Path.Combine(AppContext.BaseDirectory, "Api.dll"), Path.Combine(AppContext.BaseDirectory, "Worker.dll"));
}
