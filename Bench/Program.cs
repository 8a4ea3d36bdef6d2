using System.CommandLine;
using AspireStreaming.Bench;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Hostile;

return await new RootCommand("Measures and torments AspireStreaming.")
{
    ChaosCommand.Create(),
    CompareCommand.Create(),
    NodeCommand.Create(),
    HostileCommand.Create(),
    RedisMemoryCommand.Create(),
}.Parse(args).InvokeAsync();
