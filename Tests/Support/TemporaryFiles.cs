using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AspireStreaming.Tests.Support;

/// <summary>One directory for all that a run leaves behind, its killed children and the browser among them; it goes with the run.</summary>
internal static class TemporaryFiles
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Before any test, and before any process that one starts.")]
    public static void Begin()
    {
        string directory = Directory.CreateTempSubdirectory("aspire-tests-").FullName;
        Environment.SetEnvironmentVariable("TMPDIR", directory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // A child that ends after this process still writes: what is left is empty, or nearly.
            }
        };
    }
}
