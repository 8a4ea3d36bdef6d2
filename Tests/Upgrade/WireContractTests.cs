using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Upgrade;

/// <summary>
/// <c>wire-contract.txt</c> has what earlier versions write and read. It only grows: with <c>UPDATE_DOCS=1</c> the test adds what is new, and
/// never takes anything out.
/// </summary>
public sealed class WireContractTests
{
    private static readonly string[] Earlier = ["token.offset number", "token.text string", "token.target string", "done.status completed|failed"];

    [Fact]
    public void TheVersionsBeforeUnderstandThisOneAndItUnderstandsThem()
    {
        string path = Path.Combine(Repository.Root, "Tests", "Upgrade", "wire-contract.txt");
        string[] earlier = File.ReadAllLines(path);
        var now = WireContract.Lines();
        Assert.True(now.Count > 150, $"{now.Count} members");
        Assert.Empty(WireContract.Conflicts(earlier, now));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllLines(path, now);
        }

        Assert.Equal(now, File.ReadAllLines(path)); // a member that is new: add it with UPDATE_DOCS=1
    }

    [Theory]
    [InlineData("a member that is gone", "token.text string", null)]
    [InlineData("another name", "token.text string", "token.content string")]
    [InlineData("another type", "token.offset number", "token.offset string")]
    [InlineData("one more value", "done.status completed|failed", "done.status completed|failed|paused")]
    [InlineData("needed and new", null, "token.language string")]
    public void AConflictIsFound(string what, string? old, string? now)
    {
        string[] later = [.. Earlier.Where(line => line != old), .. now is null ? Array.Empty<string>() : [now]];
        Assert.True(WireContract.Conflicts(Earlier, later).Any(), what);
    }

    [Theory]
    [InlineData("token.language string?")] // optional
    [InlineData("gate_opened.by string")] // of an event that is new
    public void WhatIsNewAndNotNeededIsNone(string now) => Assert.Empty(WireContract.Conflicts(Earlier, [.. Earlier, now]));
}
