namespace AspireStreaming.Bench.Chaos;

/// <summary>Requests that a server broke off by an error of its own: their clients come back, and so nobody else would notice.</summary>
internal static class ServerErrorChecker
{
    /// <summary>As Kestrel says it, of a request and of a stream that has outlived its request. What was thrown is in the line after it.</summary>
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
