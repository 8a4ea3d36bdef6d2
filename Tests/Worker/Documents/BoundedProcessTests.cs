using System.Runtime.Versioning;
using AspireStreaming.ServiceDefaults.Processes;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>A script replaces poppler and behaves as poppler might on a hostile PDF.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BoundedProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bounded").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ADeadlineKillsTheProgramAndItsChildren()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
        var script = Script($"sleep {mark} & sleep {mark}; wait");

        var refused = await Refused(script, options => options.Timeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal("timed_out", refused.Code);
        Assert.True(refused.Retryable);
        await Gone(mark);
    }

    [Fact]
    public async Task CancelKillsTheProgramAndIsACancel()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
        var script = Script($"sleep {mark}");
        using var cancel = new CancellationTokenSource();
        using var reader = Read.Reader(options => options.PdfInfo = script);

        var reading = reader.ReadAsync(new UploadedFile("cv.pdf", Pdf()), cancel.Token);
        while (!Running(mark))
            await Task.Delay(10);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Gone(mark);
    }

    [Fact]
    public async Task ProcessorTimeIsBounded() =>
        Assert.Contains("within 1 s", (await Refused(Script("while :; do :; done"), options => options.PdfCpuSeconds = 1)).Message); // not the 20 s of wall time

    [Fact]
    public async Task MemoryIsBounded() =>
        Assert.Equal("too_complex", (await Refused(Script("head -c 400000000 /dev/zero | tail -n 1 >/dev/null"), options => options.PdfMemoryBytes = 64 << 20)).Code);

    [Fact]
    public async Task OutputIsBounded() =>
        Assert.Equal("too_large", (await Refused(Script("exec yes"), options => options.PdfOutputBytes = 1 << 20)).Code);

    [Fact]
    public async Task NoFileCanBeWrittenAndNoSecretIsInherited()
    {
        var target = Path.Combine(_folder, "written");
        var result = await BoundedProcess.RunAsync(Script($"cat >/dev/null; env; echo text > {target}; exit 0"), [], Pdf(), new ProcessLimits(5, 1 << 30, 1 << 20), CancellationToken.None);

        Assert.False(File.Exists(target) && new FileInfo(target).Length > 0);
        Assert.DoesNotContain("HOME=", System.Text.Encoding.UTF8.GetString(result.Output));
    }

    [Theory]
    [InlineData(60_000, false)]
    [InlineData(70_000, true)]
    public async Task AFileCanBeWrittenUpToALimit(int bytes, bool tooLarge)
    {
        var target = Path.Combine(_folder, "written");
        var result = await BoundedProcess.RunAsync(Script($"exec head -c {bytes} /dev/zero > {target}"), [], default, new ProcessLimits(5, 1 << 30, 1 << 20, FileBytes: 1 << 16), CancellationToken.None);

        Assert.Equal((tooLarge, tooLarge ? 1 << 16 : bytes), (result.FileTooLarge, new FileInfo(target).Length));
    }

    [Fact]
    public async Task AProgramThatDoesNotReadItsInputIsNoFailure()
    {
        var result = await BoundedProcess.RunAsync(Script("exec 0<&-; echo done; echo problem >&2"), [], new byte[4 << 20], new ProcessLimits(5, 1 << 30, 1 << 20), CancellationToken.None);

        Assert.Equal((0, "done\n", "problem\n"), (result.ExitCode, System.Text.Encoding.UTF8.GetString(result.Output), result.Errors));
    }

    private static byte[] Pdf() => new PdfBuilder().Text(60, 760, "Jane Doe").Build();

    private static Task<DocumentException> Refused(string program, Action<DocumentOptions> configure) => Read.Refused(Pdf(), "cv.pdf", options =>
    {
        options.PdfInfo = program;
        configure(options);
    });

    private string Script(string body)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(path, $"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task Gone(string mark)
    {
        for (var tries = 0; Running(mark) && tries < 500; tries++)
            await Task.Delay(10);
        Assert.False(Running(mark), "A process outlived its job.");
    }

    private static bool Running(string mark)
    {
        using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ps", "-eo stat,args") { RedirectStandardOutput = true, UseShellExecute = false })!;
        return list.StandardOutput.ReadToEnd().Split('\n').Any(line => line.Contains($"sleep {mark}") && !line.StartsWith('Z'));
    }
}
