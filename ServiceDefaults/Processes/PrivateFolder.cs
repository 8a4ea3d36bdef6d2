using System.Diagnostics;

namespace AspireStreaming.ServiceDefaults.Processes;

/// <summary>A temporary folder of one child process (0700). Its name has the id of this process. Disposal removes it with all that is in it.</summary>
public sealed class PrivateFolder : IDisposable
{
    private PrivateFolder(string path) => Path = path;

    public string Path { get; }

    /// <param name="prefix">What the name begins with, as in <c>aspire-reader</c>.</param>
    public static PrivateFolder Create(string prefix) => new(Directory.CreateTempSubdirectory($"{prefix}-{Environment.ProcessId}-").FullName);

    /// <summary>Removes the folders of processes that do not exist any more.</summary>
    public static void RemoveAbandoned(string prefix)
    {
        foreach (string folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), $"{prefix}-*"))
        {
            string owner = System.IO.Path.GetFileName(folder)[(prefix.Length + 1)..].Split('-')[0];
            if (int.TryParse(owner, out int id) && IsGone(id))
            {
                Remove(folder);
            }
        }
    }

    public void Dispose() => Remove(Path);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A child that escaped still writes, or it is another user's. Whoever starts next removes it.
        }
    }

    private static bool IsGone(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
