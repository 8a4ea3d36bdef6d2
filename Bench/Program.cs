using System.CommandLine;

var bench = new RootCommand("Measures and torments AspireStreaming.");
return await bench.Parse(args).InvokeAsync();
