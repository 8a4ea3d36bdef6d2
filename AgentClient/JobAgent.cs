using System.Runtime.CompilerServices;
using System.Text.Json;
using AspireStreaming.Streaming;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Client.Agents;

/// <summary>
/// A pipeline as an agent: each run is a job, and a continuation token is a place in its log. A run outlives its caller. With
/// <see cref="AgentRunOptions.AllowBackgroundResponses"/> each update has a token, by which any process continues the run at any server. Thread-safe.
/// </summary>
/// <remarks>
/// The texts of the job are messages, one a text. Each other event of the job is an update without contents, whose
/// <see cref="AgentResponseUpdate.RawRepresentation"/> is the <see cref="JobUpdate"/>. A completed job without texts answers with its summary as JSON.
/// A caller that cancels a run leaves it: <see cref="JobStreamClient.CancelAsync"/> ends the job.
/// </remarks>
/// <param name="jobs">Starts and watches the jobs.</param>
/// <param name="pipeline">Such as <c>agent-workflow</c>.</param>
/// <param name="request">Makes the pipeline's request from the messages of a run. It is written as snake_case JSON.</param>
/// <param name="options">Null: the defaults.</param>
public sealed class JobAgent(JobStreamClient jobs, string pipeline, Func<IReadOnlyList<ChatMessage>, object> request, JobAgentOptions? options = null) : AIAgent
{
    /// <summary>
    /// An additional property of an update: the id of a message that this update replaces. A worker was lost, and another one wrote a different text.
    /// <see cref="JobAgentOptions.SettledText"/> prevents it.
    /// </summary>
    public const string RetractedMessageId = "retracted_message_id";

    private readonly JobAgentOptions _options = options ?? new JobAgentOptions();

    /// <inheritdoc/>
    public override string? Name => _options.Name ?? pipeline;

    /// <inheritdoc/>
    public override string? Description => _options.Description;

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> CreateSessionCoreAsync(CancellationToken cancellationToken = default) => new(new JobAgentSession());

    /// <inheritdoc/>
    protected override ValueTask<JsonElement> SerializeSessionCoreAsync(
        AgentSession session, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        new(JobAgentSession.Of(session)!.Serialize());

    /// <inheritdoc/>
    protected override ValueTask<AgentSession> DeserializeSessionCoreAsync(
        JsonElement serializedState, JsonSerializerOptions? jsonSerializerOptions = null, CancellationToken cancellationToken = default) =>
        new(JobAgentSession.Deserialize(serializedState));

    /// <summary>
    /// Answers at the end of the job. In the background it answers at once, with a token and without messages as long as the job runs.
    /// </summary>
    /// <exception cref="JobFailedException">The job failed or was canceled.</exception>
    /// <exception cref="JobApiException">A server refused the request or the token, or no server answered.</exception>
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var place = await BeginAsync(messages, session, options, cancellationToken);
        bool background = options?.AllowBackgroundResponses is true;
        if (!background)
        {
            await foreach (var _ in jobs.WatchAsync(place.JobId, new JobCursor(place.After), cancellationToken))
            {
                // The snapshot has the texts without those of lost workers.
            }
        }

        var state = background && options?.ContinuationToken is null ? null : await jobs.SnapshotAsync(place.JobId, cancellationToken: cancellationToken);
        var response = new AgentResponse { AgentId = Id, ResponseId = place.JobId.ToString("D"), CreatedAt = state?.CreatedAt, RawRepresentation = state };
        if (state?.EndedAt is null)
        {
            response.ContinuationToken = place.ToToken();
            return response;
        }

        JobFailedException.ThrowIfFailed(state);
        response.Messages = [.. state.Texts.Select(text => Message(JobTexts.MessageIdOf(place.JobId, text.Target), [new TextContent(text.Text)]))];
        if (Closing(state) is { Count: > 0 } summary)
        {
            response.Messages.Add(Message(null, summary));
        }

        response.FinishReason = ChatFinishReason.Stop;
        return response;
    }

    /// <summary>Streams the job to its end.</summary>
    /// <inheritdoc cref="RunCoreAsync" path="/exception"/>
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var place = await BeginAsync(messages, session, options, cancellationToken);
        var texts = new JobTexts(place.JobId, _options.SettledText);
        var cursor = JobCursor.Start;
        if (!place.After.IsNone)
        {
            var known = await jobs.SnapshotAsync(place.JobId, place.After, cancellationToken);
            cursor = JobCursor.After(known);
            texts.Restore(known, place);
            foreach (var piece in texts.News())
            {
                yield return Said(piece, null);
            }
        }

        if (!texts.IsEnded)
        {
            await foreach (var update in jobs.WatchAsync(place.JobId, cursor, cancellationToken))
            {
                texts.Apply(update);
                bool any = false;
                foreach (var piece in texts.News())
                {
                    any = true;
                    yield return Said(piece, update);
                }

                if (!any && !texts.IsEnded)
                {
                    yield return Continued(Update([], update));
                }
            }
        }

        var state = texts.ToSnapshot();
        JobFailedException.ThrowIfFailed(state);
        var last = Update(Closing(state), null);
        last.FinishReason = ChatFinishReason.Stop;
        yield return last;

        AgentResponseUpdate Said(TextPiece piece, JobUpdate? update)
        {
            var said = Update([new TextContent(piece.Text)], update);
            said.MessageId = piece.MessageId;
            if (piece.Retracts is { } retracted)
            {
                said.AdditionalProperties = new() { [RetractedMessageId] = retracted };
            }

            return Continued(said);
        }

        AgentResponseUpdate Continued(AgentResponseUpdate update)
        {
            update.ContinuationToken = options?.AllowBackgroundResponses is true ? texts.Place.ToToken() : null;
            return update;
        }

        AgentResponseUpdate Update(IList<AIContent> contents, JobUpdate? update) => new(ChatRole.Assistant, contents)
        {
            AgentId = Id,
            AuthorName = Name,
            ResponseId = place.JobId.ToString("D"),
            CreatedAt = texts.UpdatedAt,
            RawRepresentation = update,
        };
    }

    /// <summary>Starts a job, or takes the one of the token.</summary>
    private async Task<JobPlace> BeginAsync(IEnumerable<ChatMessage> messages, AgentSession? session, AgentRunOptions? options, CancellationToken cancellationToken)
    {
        var of = JobAgentSession.Of(session);
        List<ChatMessage> all = [.. messages];
        JobPlace place;
        if (options?.ContinuationToken is { } token)
        {
            place = JobPlace.Of(token);
            if (all.Count > 0)
            {
                throw new ArgumentException("A run that continues by its token takes no messages.", nameof(messages));
            }
        }
        else
        {
            // The id of a message names the run: the same message again is the same job.
            var job = await jobs.StartAsync(pipeline, request(all), all.Count > 0 ? all[^1].MessageId : null, cancellationToken);
            place = new JobPlace(job.JobId, EventId.None);
        }

        of?.JobId = place.JobId;
        return place;
    }

    private ChatMessage Message(string? id, IList<AIContent> contents) => new(ChatRole.Assistant, contents) { MessageId = id, AuthorName = Name };

    /// <summary>The summary of a job without texts.</summary>
    private static List<AIContent> Closing(JobSnapshot state) =>
        state.Texts.Count == 0 && state.Summary is { } summary ? [new TextContent(summary.GetRawText())] : [];
}
