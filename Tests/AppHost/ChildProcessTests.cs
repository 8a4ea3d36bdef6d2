using System.Diagnostics;
using AspireStreaming.Bench.Processes;

namespace AspireStreaming.Tests.AppHost;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task OutputIsPassedOnLineByLineWithItsName()
    {
        using var output = new StringWriter();
        await using var child = Shell("echo one; echo two >&2; exec sleep 600", output);
        child.Start();
        await UntilAsync(() => child.Output.Count == 2);
        await child.StopAsync();
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Contains("shell    | one", lines);
        Assert.Contains("shell    | two", lines);
        Assert.Contains($"started shell pid {child.Pid}", lines);
    }

    [Fact]
    public async Task ACrashedChildIsStartedAgainAndAStoppedOneIsNot()
    {
        await using var child = Shell("exec sleep 600");
        child.Start();
        var first = child.Pid;
        await child.KillAsync();
        await UntilAsync(() => child.Starts == 2);
        Assert.NotEqual(first, child.Pid);
        Assert.Equal(137, child.ExitCode);

        await child.StopAsync();
        Assert.False(child.IsRunning);
        Assert.Equal(2, child.Starts);
        Assert.False(ProcessTable.IsAlive(child.Pid));
    }

    [Fact]
    public async Task WithRestartOffAKilledChildStaysDownUntilStarted()
    {
        await using var child = Shell("exec sleep 600");
        child.Restart = false;
        child.Start();
        await child.KillAsync();
        await UntilAsync(() => !child.IsRunning);
        Assert.Equal(1, child.Starts);
        await UntilStartedAsync(child, 2);
    }

    [Fact]
    public async Task WhatAChildStartedDiesWithIt()
    {
        await using var child = Shell("sleep 600 & echo $!; wait");
        child.Restart = false;
        child.Start();
        await UntilAsync(() => child.Output.Count == 1);
        var grandchild = int.Parse(child.Output[0]);
        Assert.True(ProcessTable.IsAlive(grandchild));
        await child.KillAsync();
        await ProcessTable.GoneAsync([child.Pid, grandchild]);
    }

    [Fact]
    public async Task AChildThatIgnoresSigtermIsKilled()
    {
        await using var child = Shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done", stopTimeout: TimeSpan.FromMilliseconds(300));
        child.Start();
        await UntilAsync(() => child.Output.Count == 1);
        await child.StopAsync();
        Assert.Equal(137, child.ExitCode);
        await ProcessTable.GoneAsync([child.Pid]);
    }

    [Fact]
    public async Task APausedChildCanBeStopped()
    {
        await using var child = Shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done");
        child.Start();
        await UntilAsync(() => child.Output.Count == 1);
        child.Pause();
        await child.StopAsync();
        Assert.Equal(3, child.ExitCode);
    }

    [Fact]
    public void AProgramThatIsNotThereIsAClearError()
    {
        var child = new ChildProcess("none", null, "/no/such/program", [], new Dictionary<string, string>(),
            new LogOutput(TextWriter.Null, colours: false), TimeSpan.FromSeconds(1));
        Assert.Contains("/no/such/program", Assert.Throws<LocalHostException>(child.Start).Message);
    }

    private static ChildProcess Shell(string script, TextWriter? output = null, TimeSpan? stopTimeout = null) =>
        new("shell", null, "/bin/sh", ["-c", script], new Dictionary<string, string>(),
            new LogOutput(output ?? TextWriter.Null, colours: false), stopTimeout ?? TimeSpan.FromSeconds(30));

    private static async Task UntilStartedAsync(ChildProcess child, int starts)
    {
        for (var waited = Stopwatch.StartNew(); child.Starts < starts; await Task.Delay(10))
        {
            child.Start();
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(10))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "did not happen");
    }
}
