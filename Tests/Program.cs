using AspireStreaming.Tests.Agents;

namespace AspireStreaming.Tests;

/// <summary>The processes that tests start of their own assembly. The test runner starts none of them.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [ConciergeWorker.Verb]:
                await ConciergeWorker.RunAsync();
                return 0;
            default:
                return 2;
        }
    }
}
