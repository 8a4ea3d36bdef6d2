namespace AspireStreaming.Bench.Chaos;

/// <summary>Finds requests that a server ended by an error of its own: their clients retry, so no other check would notice.</summary>
internal static class ServerErrorChecker
{
    /// <summary>Kestrel's messages for a request, and for a stream after its request has ended. The next line names the exception.</summary>
    private static readonly string[] Marks = ["An unhandled exception was thrown by the application.", "Unhandled exception while processing "];

    public static IEnumerable<string> Check(IEnumerable<string> log)
    {
        string before = "";
        foreach (string line in log)
        {
            if (Array.Exists(Marks, mark => before.Contains(mark, StringComparison.Ordinal)))
            {
                yield return $"a request was broken off: {line}";
            }

            before = line;
        }
    }
}
