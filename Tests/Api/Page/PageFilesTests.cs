using System.Text;
using AspireStreaming.Api.Page;
using AspireStreaming.Tests.AppHost;

namespace AspireStreaming.Tests.Api.Page;

public sealed class PageFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public PageFilesTests()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "app", "ops"));
        Write("index.html", """<link href="/app/base.css"><script src="/start.js"></script><script src="/app/main.js"></script>""");
        Write("start.js", "start");
        Write("app/base.css", "base");
        Write("app/main.js", "main");
        Write("app/ops/ops.js", "ops");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("index.html")]
    [InlineData("app/main.js")]
    [InlineData("app/ops/ops.js")]
    public void AnyByteOfAnyFileMakesAnotherVersion(string path)
    {
        var before = PageFiles.Read(_directory.Path);
        Assert.Equal(before.Version, PageFiles.Read(_directory.Path).Version);
        File.AppendAllText(Path.Combine(_directory.Path, path), " ");
        Assert.NotEqual(before.Version, PageFiles.Read(_directory.Path).Version);
    }

    [Fact]
    public void ARenamedFileMakesAnotherVersion()
    {
        var before = PageFiles.Read(_directory.Path);
        File.Move(Path.Combine(_directory.Path, "app", "ops", "ops.js"), Path.Combine(_directory.Path, "app", "ops", "all.js"));
        Assert.NotEqual(before.Version, PageFiles.Read(_directory.Path).Version);
    }

    [Fact]
    public void FilesThatAreReplacedOnDiskStayWhatTheirVersionSays()
    {
        var files = PageFiles.Read(_directory.Path);
        Write("app/main.js", "another");
        using var content = new StreamReader(files.All.GetFileInfo("/app/main.js").CreateReadStream());
        Assert.Equal("main", content.ReadToEnd());
    }

    [Fact]
    public void TheDocumentLoadsItsVersionAndTheScriptThatOutlivesIt()
    {
        var files = PageFiles.Read(_directory.Path);
        Assert.Equal(
            $"""<link href="/assets/{files.Version}/app/base.css"><script src="/start.js"></script><script src="/assets/{files.Version}/app/main.js"></script>""",
            Encoding.UTF8.GetString(files.Home.Span));
    }

    [Fact]
    public void ADocumentThatNamesAMissingFileIsRefused()
    {
        File.Delete(Path.Combine(_directory.Path, "app", "base.css"));
        Assert.Contains("app/base.css", Assert.Throws<InvalidOperationException>(() => PageFiles.Read(_directory.Path)).Message, StringComparison.Ordinal);
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_directory.Path, path), text);
}
