using System.Buffers;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using AspireStreaming.Bench.Fuzz;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using FrameWriter = AspireStreaming.Edge.Sse.SseFrame;

namespace AspireStreaming.Tests.Security;

/// <summary>
/// Text with line breaks, NUL, lone surrogates or whole frames in it, in every member of every event, in every dialect that the Api
/// registers. A failure names the seed.
/// </summary>
public sealed class FrameInjectionTests
{
    private const int Seeds = 300;

    private static readonly IReadOnlyList<IDialect> Registered = Find();

    public static TheoryData<string> Dialects => [.. Registered.Select(dialect => dialect.Name)];

    [Theory, MemberData(nameof(Dialects))]
    public void NoTextBreaksAFrameOfADialect(string dialect) =>
        ForEachSeed(input => FrameCheck.Event(Of(dialect), new HostileEvents(input).Next(Guid.NewGuid(), new EventId(2, 43))));

    [Theory, MemberData(nameof(Dialects))]
    public void NoTextBreaksASnapshotOfADialect(string dialect) => ForEachSeed(input =>
    {
        var jobId = Guid.NewGuid();
        FrameCheck.Snapshot(Of(dialect), EventTypes.Reset, SnapshotReducer.Fold(jobId, new HostileEvents(input).Log(jobId, 12)));
    });

    [Fact]
    public void BytesOfAnyKindStayInTheirDataLines() => ForEachSeed(input =>
    {
        byte[] data = input.Mutate("{\"type\":\"token\"}"u8);
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteComment(output, data);
        FrameWriter.Write(output, new EventId(1, 2), input.Text(), data);
        var frame = Assert.Single(FrameCheck.Parse(output.WrittenSpan.ToArray()));
        Assert.Equal(
            Encoding.Latin1.GetString(data).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), Encoding.Latin1.GetString(frame.Data));
        Assert.Equal("1-2", frame.EventId);
    });

    [Fact]
    public async Task TheJavaScriptParserReadsTheSameFrames()
    {
        var stream = new ArrayBufferWriter<byte>();
        ForEachSeed(input =>
        {
            var hostile = new HostileEvents(input).Next(Guid.NewGuid(), new EventId(2, 43));
            foreach (var dialect in Registered)
            {
                dialect.Write(hostile, stream);
            }
        });
        string file = Path.Combine(Directory.CreateTempSubdirectory("frames-").FullName, "stream");
        await File.WriteAllBytesAsync(file, stream.WrittenSpan.ToArray());
        const string Script = """
            import { readFileSync } from 'node:fs';
            const { SseParser } = await import(process.argv[1]);
            const parser = new SseParser((f) => console.log(JSON.stringify([f.id, f.event, f.data])));
            parser.pushBytes(readFileSync(process.argv[2]));
            """;
        using var node = Process.Start(new ProcessStartInfo(
            "node",
            ["--input-type=module", "-e", Script, Path.Combine(Repository.Root, "Api", "wwwroot", "sdk", "sse-parser.js"), file])
        { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8, UseShellExecute = false })!;
        string[] lines = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        Assert.Equal(
            FrameCheck.Parse(stream.WrittenSpan.ToArray()).Select(f => (f.EventId, f.EventType, Encoding.UTF8.GetString(f.Data))),
            lines.Select(line => JsonSerializer.Deserialize<string[]>(line)!).Select(f => ((string?)f[0], f[1], f[2])));
    }

    [Fact]
    public async Task NoTextBreaksAFrameOfManyJobsOverOneConnection()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var jobs = new List<TestJob>();
        for (int seed = 0; seed < 5; seed++)
        {
            var hostile = new HostileEvents(new HostileInput(new Random(seed)));
            var job = new TestJob();
            Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), CancellationToken.None));
            job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, CancellationToken.None))!.Attempt;
            var payloads = Enumerable.Range(0, 100).Select(_ => hostile.Payload()).Where(p => p is not DoneEvent).ToList();
            foreach (var append in new[] { () => job.Next(payloads), () => job.Done() })
            {
                var next = append();
                Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(next, CancellationToken.None)).Outcome);
                job.Confirm(next);
            }

            jobs.Add(job);
        }

        await using var body = await system.Http.GetStreamAsync($"/api/streams?{string.Join('&', jobs.Select(job => $"job={job.Id}"))}");
        var parser = SseParser.Create(body);
        var seen = new List<(string Cursors, string Type, string Data)>();
        await foreach (var frame in parser.EnumerateAsync(Logs.Deadline()))
        {
            seen.Add((frame.EventId!, frame.EventType, frame.Data));
        }

        foreach (var job in jobs)
        {
            Assert.Equal(
                job.Log.Select(e => (e.Type, Encoding.UTF8.GetString(e.Data.Span))),
                seen.Where(f => f.Data.Contains($"\"job_id\":\"{job.Id}\",\"attempt\":", StringComparison.Ordinal)).Select(f => (f.Type, f.Data)));
        }

        Assert.Equal(jobs.Sum(job => job.Log.Count), seen.Count);
        Assert.Equal(string.Join(',', jobs.Select(job => job.Last)), seen[^1].Cursors);
    }

    private static IDialect Of(string name) => Registered.Single(dialect => dialect.Name == name);

    private static IReadOnlyList<IDialect> Find()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        using var app = builder.Build();
        return [.. app.Services.GetServices<IDialect>()];
    }

    private static void ForEachSeed(Action<HostileInput> check)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            try
            {
                check(new HostileInput(new Random(seed)));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }
}
