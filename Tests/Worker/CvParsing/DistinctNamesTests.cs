using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Tests.Worker.CvParsing;

public sealed class DistinctNamesTests
{
    [Fact]
    public void TheSameNameTwiceIsTwoNames() => Assert.Equal(
        ["cv.pdf", "cv (3).pdf", "cv (2).pdf", "cv (4).pdf"], DistinctNames.Of(["cv.pdf", "cv.pdf", "cv (2).pdf", "cv.pdf"]));

    [Fact]
    public void PathsAndInvisibleCharactersAreRemoved() => Assert.Equal(
        ["passwd", "evil.pdf", "a.pdf", "cv-4", "cv-5"], DistinctNames.Of(["../../etc/passwd", @"C:\tmp\evil.pdf", "a\u202E\r\n.pdf", "", null]));

    [Fact]
    public void ALongNameKeepsItsExtension()
    {
        string name = Assert.Single(DistinctNames.Of([new string('x', 5000) + ".docx"]));
        Assert.Equal(120, name.Length);
        Assert.EndsWith(".docx", name);
    }
}
