using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Agents.AI;

namespace AspireStreaming.Client.Agents;

/// <summary>The session of a <see cref="JobAgent"/>. It knows the last job; the pipeline gets the messages of each run alone.</summary>
public sealed class JobAgentSession : AgentSession
{
    internal JobAgentSession()
    {
    }

    private JobAgentSession(AgentSessionStateBag state)
        : base(state)
    {
    }

    /// <summary>The job of the last run; null before the first one.</summary>
    public Guid? JobId { get; internal set; }

    /// <exception cref="ArgumentException">It is the session of another agent.</exception>
    internal static JobAgentSession? Of(AgentSession? session) => session switch
    {
        null => null,
        JobAgentSession known => known,
        _ => throw new ArgumentException($"The session is a {session.GetType().Name} of another agent.", nameof(session)),
    };

    internal JsonElement Serialize() =>
        JsonSerializer.SerializeToElement(new SessionState(JobId, StateBag.Serialize()), AgentClientJson.Default.SessionState);

    /// <exception cref="JsonException">It is no session of this agent.</exception>
    internal static JobAgentSession Deserialize(JsonElement state)
    {
        var read = state.Deserialize(AgentClientJson.Default.SessionState) ?? throw new JsonException("The session is null.");
        return new JobAgentSession(AgentSessionStateBag.Deserialize(read.State)) { JobId = read.JobId };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SessionState))]
[JsonSerializable(typeof(PlaceToken))]
internal sealed partial class AgentClientJson : JsonSerializerContext;

internal sealed record SessionState(Guid? JobId, JsonElement State);
