using System.CommandLine;
using BenchmarkDotNet.Running;

namespace AspireStreaming.Bench.Micro;

/// <summary><c>micro</c>: the encoder, the digest and the reducer under BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "Measures the encoder, the digest and the reducer.");
        command.SetAction(_ => { BenchmarkRunner.Run<MicroBenchmarks>(); });
        return command;
    }
}
