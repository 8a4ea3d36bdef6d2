using System.CommandLine;
using AspireStreaming.Bench;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Bench.Documents;
using AspireStreaming.Bench.Fuzz;
using AspireStreaming.Bench.Hostile;
using AspireStreaming.Bench.Matching;
using AspireStreaming.Bench.Micro;
using AspireStreaming.Bench.Subscriber;
using AspireStreaming.Bench.Upgrade;

return await new RootCommand("Measures AspireStreaming and tests it under faults and attacks.")
{
    AppendCommand.Create(),
    ChaosCommand.Create(),
    CompareCommand.Create(),
    DocumentsCommand.Create(),
    FuzzCommand.Create(),
    HostileCommand.Create(),
    MatchingCommand.Create(),
    MicroCommand.Create(),
    NodeCommand.Create(),
    RedisMemoryCommand.Create(),
    SubscriberCommand.Create(),
    WorkerCommand.Create(),
    UpgradeCommand.Create(),
}.Parse(args).InvokeAsync();
