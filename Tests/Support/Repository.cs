namespace AspireStreaming.Tests.Support;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? directory) =>
        directory is null ? throw new InvalidOperationException("The tests don't run in the repository.")
        : File.Exists(Path.Combine(directory.FullName, "AspireStreaming.sln")) ? directory.FullName
        : Find(directory.Parent);
}
