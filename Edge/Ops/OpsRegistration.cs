using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>Registers the operator's view of the system.</summary>
internal static class OpsRegistration
{
    public static IServiceCollection AddOps(this IServiceCollection services)
    {
        services.AddSingleton<LatencyWindow>();
        services.AddSingleton<INodeCommand, ReportCommand>();
        services.AddSingleton<INodeCommand, StreamsCommand>();
        services.AddSingleton<INodeCommand, CloseCommand>();
        services.AddSingleton<OpsJobs>();
        services.AddSingleton<OpsReader>();
        services.AddSingleton<OpsControl>();
        services.AddSingleton<JobRequeuer>();
        return services;
    }
}
