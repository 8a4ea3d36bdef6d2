using System.ClientModel;
using AspireStreaming.Bench.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenAI;
using OpenAI.Chat;

namespace AspireStreaming.Tests.Agents;

/// <summary>A worker with the pipeline of an agent, as an application of somebody else has it: a process that a test kills.</summary>
internal static class ConciergeWorker
{
    public const string Verb = "concierge-worker";

    /// <param name="redis">The connection string.</param>
    /// <param name="model">The base address of the model.</param>
    /// <param name="bookings">The file to which the tool of the agent adds a line.</param>
    public static ServerProcess Create(string redis, Uri model, string bookings) => new(
        "dotnet", ["exec", typeof(ConciergeWorker).Assembly.Location, Verb], new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = redis,
            ["Concierge__Model"] = model.ToString(),
            ["Concierge__Bookings"] = bookings,
            ["Streaming__Lease"] = "00:00:01",
            ["Worker__StepRetries"] = "0",
        });

    public static async Task RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        var settings = builder.Configuration.GetSection("Concierge");
        var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(settings["Model"]!) });
        builder.Services.AddSingleton(client.GetChatClient("scripted-model"));
        builder.Services.AddSingleton(services => new ConciergePipeline(services.GetRequiredService<ChatClient>(), settings["Bookings"]!));
        builder.AddJobStreaming("redis");
        builder.AddJobWorker();
        builder.Services.AddSingleton<AspireStreaming.Streaming.Execution.IPipeline>(services => services.GetRequiredService<ConciergePipeline>());
        await builder.Build().RunAsync();
    }
}
