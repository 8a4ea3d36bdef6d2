using System.IO.Compression;
using System.Net;
using AspireStreaming.Worker.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Worker.Documents;

public sealed class PostingFetcherTests : IAsyncLifetime
{
    private WebApplication _site = null!;
    private string _origin = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        _site = builder.Build();
        _site.MapGet("/job", () => Results.Content("<html><body><h1>Engineer</h1><p>C# in Lyon</p></body></html>", "text/html"));
        _site.MapGet("/pdf", () => Results.Bytes(new PdfBuilder().Text(60, 760, "Engineer wanted").Build(), "application/pdf"));
        _site.MapGet("/moved", () => Results.Redirect("/job"));
        _site.MapGet("/loop", () => Results.Redirect("/loop"));
        _site.MapGet("/file", () => Results.Redirect("file:///etc/passwd"));
        _site.MapGet("/gone", () => Results.StatusCode(410));
        _site.MapGet("/busy", () => Results.StatusCode(503));
        _site.MapGet("/video", () => Results.Bytes([1, 2, 3], "video/mp4"));
        _site.MapGet("/slow", async (HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        _site.MapGet("/bomb", (HttpContext context) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(new byte[20 << 20]);
            return Results.Bytes(packed.ToArray(), "text/plain");
        });
        await _site.StartAsync();
        _origin = _site.Urls.First();
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("/job", DocumentKind.Html, "Engineer\n\nC# in Lyon")]
    [InlineData("/moved", DocumentKind.Html, "Engineer\n\nC# in Lyon")]
    [InlineData("/pdf", DocumentKind.Pdf, "Engineer wanted")]
    public async Task APostingIsFetchedAndRead(string path, string kind, string text)
    {
        var document = await Fetch(_origin + path);

        Assert.Equal((kind, text), (document.Kind, document.Text));
    }

    [Theory]
    [InlineData("/gone", "fetch_failed", 410, false)]
    [InlineData("/busy", "fetch_failed", 503, true)]
    [InlineData("/nowhere", "fetch_failed", 404, false)]
    [InlineData("/video", "fetch_refused", null, false)]
    [InlineData("/file", "fetch_refused", null, false)]
    [InlineData("/loop", "too_many_redirects", null, false)]
    [InlineData("/bomb", "too_large", null, false)]
    public async Task AnAnswerThatIsNoPostingIsRefused(string path, string code, int? status, bool retryable)
    {
        var refused = await Assert.ThrowsAsync<DocumentException>(() => Fetch(_origin + path));

        Assert.Equal((code, status, retryable), (refused.Code, refused.HttpStatus, refused.Retryable));
        Assert.Contains(_origin, refused.Message);
    }

    [Fact]
    public async Task AServerThatNeverAnswersIsGivenUp() =>
        Assert.Equal("timed_out", (await Assert.ThrowsAsync<DocumentException>(() => Fetch(_origin + "/slow", options => options.Timeout = TimeSpan.FromMilliseconds(300)))).Code);

    [Fact]
    public async Task AServerThatIsNotThereIsAFailure() =>
        Assert.Equal("fetch_failed", (await Assert.ThrowsAsync<DocumentException>(() => Fetch("http://127.0.0.1:1/job"))).Code);

    [Theory]
    [InlineData("ftp://example.org/job")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:secret@example.org/")]
    [InlineData("not a url")]
    [InlineData("")]
    public async Task OnlyWebAddressesAreFetched(string url) =>
        Assert.Equal("fetch_refused", (await Assert.ThrowsAsync<DocumentException>(() => Fetch(url))).Code);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task ThisMachineIsNotFetchedByDefaultInAnySpelling(string host)
    {
        var port = new Uri(_origin).Port;

        var refused = await Assert.ThrowsAsync<DocumentException>(() => Fetch($"http://{host}:{port}/job", options => options.AllowPrivateHosts = false));

        Assert.Equal("fetch_refused", refused.Code);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void PublicAddressesAreRecognised(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private static async Task<DocumentText> Fetch(string url, Action<FetchOptions>? configure = null)
    {
        var options = new FetchOptions { AllowPrivateHosts = true };
        configure?.Invoke(options);
        using var reader = Read.Reader();
        using var fetcher = new PostingFetcher(Options.Create(options), reader, TimeProvider.System);
        return await fetcher.FetchAsync(url, CancellationToken.None);
    }
}
