using System.Runtime.Versioning;
using System.Text;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>The limits of the processes that read files. A script in the place of <c>pdfinfo</c> acts as a PDF that took its reader over.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReaderProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reader-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TERM", "reader_failed")]
    [InlineData("KILL", "timed_out")] // how the kernel ends a process without processor time
    public async Task AReaderThatCrashesCostsOneFile(string signal, string code)
    {
        using var reader = Read.Reader(options => options.PdfInfo = Script($"kill -{signal} $PPID"));
        await using var batch = reader.OpenBatch();

        Assert.Equal(code, (await Assert.ThrowsAsync<DocumentException>(() => batch.ReadAsync(Pdf(), CancellationToken.None))).Code);
        Assert.Equal("Jane Doe", (await batch.ReadAsync(Text(), CancellationToken.None)).Text);
    }

    [Fact]
    public async Task MemoryIsBoundedAndCostsOneFile()
    {
        var log = new LogCapture();
        using var reader = Read.Reader(options => options.ReaderMemoryBytes = 256 << 20, log);
        await using var batch = reader.OpenBatch();
        var page = new UploadedFile("cv.html", Encoding.ASCII.GetBytes("<html><body>" + string.Concat(Enumerable.Repeat("<br a>", 690_000))));

        Assert.Equal("too_complex", (await Assert.ThrowsAsync<DocumentException>(() => batch.ReadAsync(page, CancellationToken.None))).Code);
        Assert.Equal("Jane Doe", (await batch.ReadAsync(Text(), CancellationToken.None)).Text);
        Assert.DoesNotContain("ended with exit code", log.Text); // the process said so itself: a runtime without memory crashes in many ways
    }

    [Fact]
    public async Task ProcessorTimeIsBounded()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<div>", 400_000)));

        var refused = await Read.Refused(deep, "cv", options => (options.ReaderCpuSeconds, options.Timeout) = (2, TimeSpan.FromMinutes(5)));
        Assert.Equal("timed_out", refused.Code);
        Assert.Contains("within 2 s", refused.Message);
    }

    [Fact]
    public async Task TheNetworkIsOutOfReachOrTheLogSaysThatItIsNot()
    {
        await using var address = new UnwantedCalls();
        var log = new LogCapture();
        using var reader = Read.Reader(options => options.PdfInfo = Script($"curl -s -m 5 {address.Url}"), log);

        await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(Pdf(), CancellationToken.None));
        Assert.Equal(log.Text.Contains("can reach the network", StringComparison.Ordinal) ? 1 : 0, address.Calls);
    }

    [Fact]
    public async Task OtherProcessesAreOutOfReachOrTheLogSaysThatTheyAreNot()
    {
        var log = new LogCapture();
        using var reader = Read.Reader(options => options.PdfInfo = Script($"kill -0 {Environment.ProcessId} && mkdir {_folder}/reached"), log);

        await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(Pdf(), CancellationToken.None));
        Assert.Equal(log.Text.Contains("can see and signal", StringComparison.Ordinal), Directory.Exists(Path.Combine(_folder, "reached")));
    }

    [Fact]
    public async Task ThePrivateFolderIsRemovedWithAllInIt()
    {
        using var reader = Read.Reader(options => options.PdfInfo = Script($"mkdir left; ln -s \"$PWD\" {_folder}/place"));

        await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(Pdf(), CancellationToken.None));

        var place = new FileInfo(Path.Combine(_folder, "place")).LinkTarget!;
        Assert.Contains("aspire-reader-", place);
        Assert.False(Directory.Exists(place));
    }

    [Fact]
    public async Task TheFolderOfAKilledWorkerIsRemovedByTheNextOne()
    {
        var old = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"aspire-reader-{int.MaxValue}-x")).FullName;
        File.WriteAllText(Path.Combine(old, "left"), "text");

        using var next = Read.Reader();
        await next.ReadAsync(new UploadedFile("cv", "Jane Doe"u8.ToArray()), CancellationToken.None);
        Assert.False(Directory.Exists(old));
    }

    [Fact]
    public async Task NoSecretOfTheWorkerIsInherited()
    {
        Environment.SetEnvironmentVariable("READER_TEST_SECRET", "a-secret");
        using var reader = Read.Reader(options => options.PdfInfo = Script($"ln -s \"$(tr '\\0' ' ' </proc/$PPID/environ | cut -c1-2000)\" {_folder}/variables"));

        await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(Pdf(), CancellationToken.None));

        var variables = new FileInfo(Path.Combine(_folder, "variables")).LinkTarget!;
        Assert.Contains("DOTNET_GCHeapHardLimit", variables);
        Assert.DoesNotContain("a-secret", variables);
    }

    [Fact]
    public async Task FilesOfOneJobShareAProcessAndJobsDoNot()
    {
        using var reader = Read.Reader(options => options.PdfInfo = Script($"ln -s \"$PWD\" {_folder}/process-$(date +%N)"));
        for (var job = 0; job < 2; job++)
        {
            await using var batch = reader.OpenBatch();
            for (var file = 0; file < 3; file++)
                await Assert.ThrowsAsync<DocumentException>(() => batch.ReadAsync(Pdf(), CancellationToken.None));
        }

        var processes = Directory.GetFiles(_folder, "process-*").Select(link => new FileInfo(link).LinkTarget).ToList();
        Assert.Equal((6, 2), (processes.Count, processes.Distinct().Count()));
    }

    [Fact]
    public async Task AReaderThatDoesNotStartIsReportedAndMayBeTriedAgain()
    {
        using var reader = Read.Reader(options => options.ReaderMemoryBytes = 4 << 20); // less than a process needs to start

        var refused = await Assert.ThrowsAsync<DocumentException>(() => reader.ReadAsync(Text(), CancellationToken.None));
        Assert.Equal(("reader_unavailable", true), (refused.Code, refused.Retryable));
    }

    [Fact]
    public async Task AProcessThatEndsWhileItStartsIsStartedAgain()
    {
        var starts = new DocumentOptions { ReaderMemoryBytes = 4 << 20 };
        var log = new LogCapture { Logged = line => starts.ReaderMemoryBytes = line.Contains("did not start", StringComparison.Ordinal) ? 1 << 30 : starts.ReaderMemoryBytes };
        using var reader = Read.Reader(starts, log);

        Assert.Equal("Jane Doe", (await reader.ReadAsync(Text(), CancellationToken.None)).Text);
    }

    private static UploadedFile Pdf() => new("cv.pdf", new PdfBuilder().Text(60, 760, "Jane Doe").Build());

    private static UploadedFile Text() => new("cv.txt", "Jane Doe"u8.ToArray());

    private string Script(string body)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(path, $"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
