using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;

namespace AspireStreaming.Tests.Worker.Execution;

public sealed class RunningJobsTests
{
    private readonly RunningJobs _running = new([], Microsoft.Extensions.Options.Options.Create(new StreamingOptions()));
    private readonly Guid _job = Guid.NewGuid();

    [Fact]
    public void AJobThatRunsAgainStaysWhenItsFirstExecutionEnds()
    {
        _running.Add(_job);
        _running.Add(_job);
        _running.Remove(_job);
        Assert.Equal([_job], _running.Running);
        _running.Remove(_job);
        Assert.Empty(_running.Running);
    }

    [Fact]
    public void AJobIsSilentUntilItShowsASignOfLifeOrEnds()
    {
        _running.SetSilent(_job, true); // it does not run
        Assert.Empty(_running.Silent);
        _running.Add(_job);
        _running.SetSilent(_job, true);
        Assert.Equal([_job], _running.Silent);
        _running.SetSilent(_job, false);
        Assert.Empty(_running.Silent);
        _running.SetSilent(_job, true);
        _running.Remove(_job);
        Assert.Empty(_running.Silent);
    }
}
