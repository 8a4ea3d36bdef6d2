using System.CommandLine;
using AspireStreaming.Bench;

return await new RootCommand("Measures and torments AspireStreaming.")
{
    CompareCommand.Create(),
    NodeCommand.Create(),
}.Parse(args).InvokeAsync();
