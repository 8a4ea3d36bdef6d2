// Runs an agent workflow as an agent of Microsoft.Agents.AI. Kill this program, an Api or a worker meanwhile, and start it again: it goes on where it was.
// dotnet run run.cs [http://localhost:5080]
#:project ../../AgentClient/AgentClient.csproj
#:property NoWarn=$(NoWarn);MEAI001
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using AspireStreaming.Client;
using AspireStreaming.Client.Agents;
using AspireStreaming.Streaming.Events;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

const string Kept = "continuation-token";

using var http = new HttpClient { BaseAddress = new Uri(args.FirstOrDefault() ?? "http://localhost:5080") };
var jobs = new JobStreamClient(http);
AIAgent agent = new JobAgent(jobs, "agent-workflow", messages => new { ProjectId = "p1", Query = messages[^1].Text });

var session = (JobAgentSession)await agent.CreateSessionAsync();
var options = new AgentRunOptions { AllowBackgroundResponses = true };
if (File.Exists(Kept))
{
    options.ContinuationToken = ResponseContinuationToken.FromBytes(await File.ReadAllBytesAsync(Kept));
}

var updates = options.ContinuationToken is null
    ? agent.RunStreamingAsync("Create an epic for payments with reminders.", session, options)
    : agent.RunStreamingAsync(session, options);
await foreach (var update in updates)
{
    Console.Write(update.Text);
    if (update.RawRepresentation is JobLogEvent { Payload: TimelineEvent said })
    {
        Console.WriteLine($"  {said.Message}");
    }

    if (update.ContinuationToken is { } token)
    {
        await File.WriteAllBytesAsync(Kept, token.ToBytes().ToArray());
    }
}

File.Delete(Kept);
Console.WriteLine($"\nThe log of the run: GET /api/jobs/{session.JobId}/events");
