using System.CommandLine;
using AspireStreaming.Bench;
using AspireStreaming.Bench.Chaos;

return await new RootCommand("Measures and torments AspireStreaming.")
{
    ChaosCommand.Create(),
    CompareCommand.Create(),
    NodeCommand.Create(),
}.Parse(args).InvokeAsync();
