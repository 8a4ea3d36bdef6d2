using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Tests.Bench.Chaos;

public sealed class ServerErrorCheckerTests
{
    [Theory]
    [InlineData("Connection id \"0HN\", Request id \"0HN:1\": An unhandled exception was thrown by the application.")]
    [InlineData("Unhandled exception while processing 0HN.")]
    public void ABrokenRequestIsFoundWithItsException(string said)
    {
        string[] log =
        [
            "api-1    | fail: Microsoft.AspNetCore.Server.Kestrel[13]",
            $"api-1    |       {said}",
            "api-1    |       System.ArgumentOutOfRangeException: Specified argument was out of the range of valid values.",
            "api-1    |          at AspireStreaming.Edge.Sse.FrameLog.Segment.Slice(Int64 from, Int64 to)",
        ];
        Assert.Contains("ArgumentOutOfRangeException", Assert.Single(ServerErrorChecker.Check(log)), StringComparison.Ordinal);
        Assert.Empty(ServerErrorChecker.Check(["worker-0 | warn: Redis can't be connected to", .. log[2..]]));
    }
}
