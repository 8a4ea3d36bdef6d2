using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using AspireStreaming.ServiceDefaults.Processes;
using AspireStreaming.Tests.Support;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace AspireStreaming.Tests.Api;

/// <summary>Texts as PDFs. A script replaces LibreOffice, except where its own work is judged.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PdfExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdf").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactOfLibreOffice]
    public async Task APdfHasTheLinesOfTheWordDocument()
    {
        const string Resume = """
            # Zoë Łukasz-Œuvrard

            Ingénieure **données** à Clermont-Ferrand
            zoe@example.org | 06 12 34 56 78

            ## Expérience

            - Réduit de 40 % l'effort de l'équipe
            - Writes *Python* & C#
              - for 12 clients

            1. Un
            2. Deux
            """;
        const string Letter = "Madame, Monsieur,\n\nJe vous adresse ma candidature.\nElle est courte : « voilà ».\n\nZoë";
        await using var system = await EmbeddedSystem.StartAsync();
        Assert.Equal(["docx", "pdf"], await FormatsAsync(system));
        var both = await Task.WhenAll(CompareAsync(system, new { text = Resume, format = "markdown", name = "Zoë, CV" }), CompareAsync(system, new { text = Letter }));
        Assert.Equal("attachment; filename=\"Zo_, CV.pdf\"; filename*=UTF-8''Zo%C3%AB%2C%20CV.pdf", both[0]);
        Assert.Equal("attachment; filename=document.pdf; filename*=UTF-8''document.pdf", both[1]);

        system.Http.DefaultRequestHeaders.Add("Accept-Language", "en-US");
        using var american = await PostAsync(system, new { text = Letter });
        Assert.Matches(@"Page size:\s+612 x 792 pts \(letter\)", await PopplerAsync("pdfinfo", ["-"], await american.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task WithoutLibreOfficeThereIsNoPdfAndTheAnswerSaysWhy()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Export:LibreOffice", Path.Combine(_folder, "none")));
        Assert.Equal(["docx"], await FormatsAsync(system));
        using var refused = await PostAsync(system, new { text = "Dear Sir" });
        var problem = await ProblemAsync(refused, HttpStatusCode.NotImplemented);
        Assert.Equal("This server makes no PDFs.", problem.GetProperty("title").GetString());
        Assert.Contains("Export:LibreOffice", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        // What is wrong with the request comes first.
        using var wrong = await PostAsync(system, new { format = "markdown" });
        Assert.True((await ProblemAsync(wrong, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("text", out _));
    }

    [Fact]
    public async Task AConversionHasAFolderAndAProfileOfItsOwnAndNoSecrets()
    {
        Environment.SetEnvironmentVariable("PDF_TEST_SECRET", "a-secret");
        await using var system = await StartAsync("""
            head -c 2 document.docx > document.pdf
            { echo; pwd; env; echo "$@"; } >> document.pdf
            """);
        using var response = await PostAsync(system, new { text = "Dear Sir", name = "letter" });
        string seen = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, seen);
        Assert.Equal("application/pdf", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("letter.pdf", response.Content.Headers.ContentDisposition?.FileName);
        string[] lines = seen.Split('\n');
        Assert.Equal("PK", lines[0]);
        string folder = lines[1];
        Assert.Contains($"HOME={folder}", lines);
        Assert.Contains($"-env:UserInstallation=file://{folder}/profile", seen, StringComparison.Ordinal);
        Assert.EndsWith($" --outdir {folder} {folder}/document.docx", seen.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", seen, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task MoreConversionsThanMayWaitAreToldToComeBack()
    {
        string go = Path.Combine(_folder, "go");
        await using var system = await StartAsync(
            $"echo >> {_folder}/begun; while [ ! -e {go} ]; do sleep 0.02; done; echo x > document.pdf", ("Export:Conversions", "1"), ("Export:Waiting", "1"));
        var first = PostAsync(system, new { text = "one" });
        await UntilAsync(() => File.Exists(Path.Combine(_folder, "begun")));

        // Of two more, one waits.
        var more = new List<Task<HttpResponseMessage>> { PostAsync(system, new { text = "two" }), PostAsync(system, new { text = "three" }) };
        var refused = await Task.WhenAny(more);
        await ProblemAsync(await refused, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(5), (await refused).Headers.RetryAfter?.Delta);
        Assert.False(first.IsCompleted);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "begun")));

        await File.WriteAllTextAsync(go, "");
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await more.Single(one => one != refused)).StatusCode);
    }

    [Fact]
    public async Task AConversionOverALimitIsRefusedAndEnds()
    {
        string mark = $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
        foreach (var (script, settings) in new (string, (string, string)[])[]
        {
            ($"sleep {mark} & sleep {mark}", [("Export:Timeout", "00:00:00.500")]),
            ("while :; do :; done", [("Export:CpuSeconds", "1")]),
            ("exec head -c 300000 /dev/zero > document.pdf", [("Export:PdfBytes", "65536")]),
            ("exec yes", []),
        })
        {
            await using var system = await StartAsync(script, settings);
            using var response = await PostAsync(system, new { text = "Dear Sir" });
            Assert.True((await ProblemAsync(response, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("text", out _), script);
        }

        await UntilAsync(() => !IsRunning(mark));
    }

    [Fact]
    public async Task AClientThatLeavesEndsItsConversion()
    {
        string mark = $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
        await using var system = await StartAsync($"sleep {mark}");
        using var leave = new CancellationTokenSource();
        var request = PostAsync(system, new { text = "Dear Sir" }, cancel: leave.Token);
        await UntilAsync(() => IsRunning(mark));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await UntilAsync(() => !IsRunning(mark));
    }

    [Fact]
    public async Task AProgramThatMakesNothingIsAnErrorOfTheServer()
    {
        await using var system = await StartAsync("exit 0");
        using var response = await PostAsync(system, new { text = "Dear Sir" });
        Assert.Equal("LibreOffice made no PDF.", (await ProblemAsync(response, HttpStatusCode.InternalServerError)).GetProperty("title").GetString());
    }

    /// <summary>A tagged PDF with the lines of the Word document, bullets and numbers apart.</summary>
    /// <returns>Its name, as the answer tells it.</returns>
    private static async Task<string> CompareAsync(EmbeddedSystem system, object request)
    {
        using var word = await PostAsync(system, request, kind: "docx");
        using var document = WordprocessingDocument.Open(new MemoryStream(await word.Content.ReadAsByteArrayAsync()), isEditable: false);
        var expected = document.MainDocumentPart!.Document.Body!.Elements<Paragraph>().SelectMany(paragraph =>
            string.Concat(paragraph.Descendants().Select(part => part is Break ? "\n" : part is Text text ? text.Text : "")).Split('\n'));

        using var response = await PostAsync(system, request);
        byte[] pdf = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(pdf));
        string lines = await PopplerAsync("pdftotext", ["-", "-"], pdf);
        Assert.Equal(expected, lines.Split(['\n', '\f'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Length > 0).Select(WithoutMark));
        string info = await PopplerAsync("pdfinfo", ["-"], pdf);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Matches(@"Pages:\s+1\n", info);
        Assert.Matches(@"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", info);
        return $"{response.Content.Headers.ContentDisposition}";
    }

    private static string WithoutMark(string line) => line is ['•', ..] or [_, '.', ' ', ..] ? line[2..].Trim() : line;

    private static async Task<string> PopplerAsync(string program, string[] arguments, byte[] pdf) =>
        Encoding.UTF8.GetString((await BoundedProcess.RunAsync(program, arguments, pdf, new ProcessLimits(10, 1 << 30, 1 << 20), CancellationToken.None)).Output);

    private Task<EmbeddedSystem> StartAsync(string script, params (string Key, string Value)[] settings)
    {
        string path = Path.Combine(_folder, Path.GetRandomFileName());
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return EmbeddedSystem.StartAsync([("Export:LibreOffice", path), .. settings]);
    }

    private static Task<HttpResponseMessage> PostAsync(EmbeddedSystem system, object request, string kind = "pdf", CancellationToken cancel = default) =>
        system.Http.PostAsync(new Uri($"/api/export/{kind}", UriKind.Relative), new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, "application/json"), cancel);

    private static async Task<IEnumerable<string?>> FormatsAsync(EmbeddedSystem system)
    {
        using var answer = JsonDocument.Parse(await system.Http.GetStringAsync(new Uri("/api/export", UriKind.Relative)));
        return [.. answer.RootElement.GetProperty("formats").EnumerateArray().Select(format => format.GetString())];
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 3000, "It never came.");
            await Task.Delay(10);
        }
    }

    private static bool IsRunning(string mark)
    {
        using var list = Process.Start(new ProcessStartInfo("ps", "-eo stat,args") { RedirectStandardOutput = true, UseShellExecute = false })!;
        return list.StandardOutput.ReadToEnd().Split('\n').Any(line => line.EndsWith($"sleep {mark}", StringComparison.Ordinal) && !line.StartsWith('Z'));
    }

    /// <summary>Skipped where LibreOffice is not installed: it is too heavy to be installed for the tests.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactOfLibreOfficeAttribute : FactAttribute
    {
        public FactOfLibreOfficeAttribute() => Skip = BoundedProcess.Find("soffice") is null ? "LibreOffice (soffice) is not installed." : null;
    }
}
