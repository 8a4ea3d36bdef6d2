using System.Buffers;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using BenchmarkDotNet.Attributes;

namespace AspireStreaming.Bench.Micro;

/// <summary>The cost of one event for the encoder, the frame, the digest and the reducer.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class MicroBenchmarks
{
    private const int Events = 1000;
    private static readonly Guid Job = Guid.NewGuid();
    private static readonly TokenEvent Token = new("letter", " and a few words more of a text", 0);

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly JobEvent[] _log = new JobEvent[Events];
    private readonly byte[] _digest = new byte[32];

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Events; i++)
        {
            EventPayload payload = (i % 4) switch
            {
                0 => new MetricUpdateEvent("fit", i),
                1 => new StepProgressEvent("score", StepStatus.Running, i / 10, i, Events),
                _ => Token with { Offset = i },
            };
            _log[i] = EventEncoder.Encode(Job, new EventId(1, i + 1), DateTimeOffset.UnixEpoch, payload);
        }
    }

    [Benchmark]
    public JobEvent Encode() => EventEncoder.Encode(Job, new EventId(1, 12_345), DateTimeOffset.UnixEpoch, Token);

    [Benchmark]
    public void Frame()
    {
        _output.ResetWrittenCount();
        NativeDialect.Instance.Write(_log[2], _output);
    }

    [Benchmark]
    public byte[] Digest() => LogDigest.Next(_digest, _log[2].Data.Span);

    [Benchmark(OperationsPerInvoke = Events)]
    public JobSnapshot Fold()
    {
        var reducer = new SnapshotReducer(Job);
        foreach (var e in _log)
        {
            reducer.Apply(e);
        }

        return reducer.ToSnapshot();
    }
}
