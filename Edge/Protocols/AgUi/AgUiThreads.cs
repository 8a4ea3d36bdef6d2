using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>What a client asks for before it has a run: the conversation so far, and what the agent can do.</summary>
internal sealed class AgUiThreads(ProtocolJobs jobs, PipelineCatalog catalog, SnapshotReader snapshots)
{
    /// <summary>The messages of a thread, as <c>hydrate</c> of @tanstack/ai-client reads them. Those of an active run come with its stream.</summary>
    public async Task<IResult> GetAsync(ClaimsPrincipal caller, string threadId, CancellationToken cancellationToken)
    {
        if (!ProtocolJobs.IsName(threadId))
        {
            return Problems.Field("threadId", $"must be 1 to {ProtocolJobs.MostNameCharacters} characters without control characters");
        }

        var messages = new JsonArray();
        string? last = null;
        bool active = false;
        if (await jobs.FindNewestAsync(caller, AgUiEndpoint.Protocol, threadId, cancellationToken) is { } job && AgUiRun.Read(job.Client) is { } run)
        {
            last = run.RunId;
            foreach (var message in run.Messages.EnumerateArray())
            {
                messages.Add(WithParts(JsonObject.Create(message)!));
            }

            if (job.Record.Status.IsTerminal())
            {
                foreach (var text in (await snapshots.ReadAsync(job.Id, null, cancellationToken)).Texts)
                {
                    messages.Add(WithParts(new JsonObject
                    {
                        ["id"] = $"{job.Id:D}:{text.Target}",
                        ["role"] = "assistant",
                        ["name"] = text.Target,
                        ["content"] = text.Text,
                    }));
                }
            }
            else
            {
                active = true;
            }
        }

        return Json(new JsonObject
        {
            ["messages"] = messages,
            ["activeRun"] = active ? new JsonObject { ["runId"] = last } : null,
            ["lastRun"] = last is null ? null : new JsonObject { ["runId"] = last },
            ["interrupts"] = null,
        });
    }

    /// <summary>The agent's capabilities, as <c>AgentCapabilities</c> of @ag-ui/core has them.</summary>
    public async Task<IResult> CapabilitiesAsync(string pipeline, CancellationToken cancellationToken)
    {
        var known = await catalog.ListAsync(cancellationToken);
        return known.FirstOrDefault(p => p.Name == pipeline) is not { } descriptor
            ? Problems.Field("pipeline", $"must be one of {string.Join(", ", known.Select(p => p.Name))}", StatusCodes.Status404NotFound)
            : Json(new JsonObject
            {
                ["identity"] = new JsonObject { ["name"] = descriptor.Name, ["description"] = descriptor.Description },
                ["transport"] = new JsonObject { ["streaming"] = true, ["resumable"] = true },
                ["state"] = new JsonObject { ["snapshots"] = true, ["deltas"] = true },
                ["custom"] = new JsonObject { ["inputSchema"] = JsonObject.Create(descriptor.InputSchema), ["textField"] = descriptor.TextField },
            });
    }

    /// <summary>A message as it is, and with its text as a part: the form of TanStack AI.</summary>
    private static JsonObject WithParts(JsonObject message)
    {
        if (!message.ContainsKey("parts") && message["content"] is JsonValue content && content.TryGetValue(out string? text))
        {
            message["parts"] = new JsonArray(new JsonObject { ["type"] = "text", ["content"] = text });
        }

        return message;
    }

    private static IResult Json(JsonObject json) => TypedResults.Text(json.ToJsonString(JsonSerializerOptions.Web), "application/json");
}
