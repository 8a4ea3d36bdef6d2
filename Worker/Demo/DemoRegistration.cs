using AspireStreaming.Streaming;
using AspireStreaming.Worker.Demo;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers what a worker does only for show.</summary>
public static class DemoRegistration
{
    /// <summary>Lets an operator kill this process while it runs a sample, where <c>Demo:Enabled</c> is on. Not for a process that is an Api too.</summary>
    public static JobWorkerBuilder AllowKillForDemo(this JobWorkerBuilder worker)
    {
        worker.Host.Services.AddCheckedOptions<DemoOptions>(DemoOptions.Section);
        var demo = worker.Host.Configuration.GetSection(DemoOptions.Section).Get<DemoOptions>() ?? new DemoOptions();
        if (demo.Enabled ?? worker.Host.Environment.IsDevelopment())
        {
            worker.Host.Services.AddSingleton<INodeCommand, KillCommand>();
        }

        return worker;
    }
}
