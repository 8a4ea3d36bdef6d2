using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AspireStreaming.Tests.Support;

/// <summary>One directory for all files of a test run, including those of killed child processes and the browser. It is deleted after the run.</summary>
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
                // A child that ends after this process still writes: a few files may be left.
            }
        };
    }
}
