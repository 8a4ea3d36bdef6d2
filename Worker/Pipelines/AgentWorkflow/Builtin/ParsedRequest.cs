using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>The content of a request, as far as its words show it.</summary>
/// <param name="Creates">Whether the request wants new items; else it is a question.</param>
/// <param name="Kinds">The kinds of items that the request names; may be empty.</param>
/// <param name="Alone">Whether the request wants only these kinds: "uniquement une epic".</param>
/// <param name="Topics">The subjects of the items.</param>
/// <param name="Rules">Further sentences: facts about the subjects.</param>
/// <param name="Role">The user role, if named.</param>
/// <param name="Stories">Stories that the request writes in full.</param>
internal sealed record ParsedRequest(
    bool Creates,
    IReadOnlyList<BacklogItemType> Kinds,
    bool Alone,
    IReadOnlyList<Topic> Topics,
    IReadOnlyList<string> Rules,
    Role? Role,
    IReadOnlyList<SpelledStory> Stories);

/// <param name="Subject">For example "la gestion des paiements".</param>
/// <param name="Features">The parts that the subject includes, for example "relances".</param>
internal sealed record Topic(string Subject, IReadOnlyList<string> Features);

/// <summary>"En tant que …, je veux … afin de …"</summary>
internal sealed record SpelledStory(string Role, string Want, string? Benefit);
