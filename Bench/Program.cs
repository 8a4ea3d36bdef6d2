using System.CommandLine;
using AspireStreaming.Bench.Chaos;

var bench = new RootCommand("Measures and torments AspireStreaming.");
bench.Add(ChaosCommand.Create());
return await bench.Parse(args).InvokeAsync();
