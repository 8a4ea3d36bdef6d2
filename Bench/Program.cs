using System.CommandLine;
using AspireStreaming.Bench;
using AspireStreaming.Bench.Hostile;

return await new RootCommand("Measures and torments AspireStreaming.")
{
    CompareCommand.Create(),
    NodeCommand.Create(),
    HostileCommand.Create(),
    RedisMemoryCommand.Create(),
}.Parse(args).InvokeAsync();
