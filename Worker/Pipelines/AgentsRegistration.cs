using AspireStreaming.Worker.Execution;
using AspireStreaming.Worker.Pipelines.AgentWorkflow;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Model;

namespace Microsoft.Extensions.Hosting;

/// <summary>Agents over a project's backlog.</summary>
internal static class AgentsRegistration
{
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddIntelligence<IBacklogRouter, BuiltinRouter, ModelRouter>();
        services.AddIntelligence<IBacklogAgent, BuiltinAgent, ModelAgent>();
        services.AddSingleton<IPipeline, AgentWorkflowPipeline>();
    }
}
