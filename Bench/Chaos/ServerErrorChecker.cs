namespace AspireStreaming.Bench.Chaos;

/// <summary>Requests that a server broke off by an error of its own: their clients come back, and so nobody else would notice.</summary>
internal static class ServerErrorChecker
{
    /// <summary>As Kestrel says it. What was thrown is in the line after it.</summary>
    private const string Mark = "An unhandled exception was thrown by the application.";

    public static IEnumerable<string> Check(IEnumerable<string> log)
    {
        string before = "";
        foreach (string line in log)
        {
            if (before.Contains(Mark, StringComparison.Ordinal))
            {
                yield return $"a request was broken off: {line}";
            }

            before = line;
        }
    }
}
