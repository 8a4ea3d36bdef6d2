using System.Runtime.CompilerServices;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// The .NET processes that tests start live for seconds: code that is compiled a second time, faster, does not pay. The runtime of the tests
/// themselves has read its settings before.
/// </summary>
internal static class ShortLives
{
    [ModuleInitializer]
    internal static void CompileOnce() => Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "2000");
}
