using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>What a request says, as far as its words tell.</summary>
/// <param name="Creates">It wants something to be made; else it asks.</param>
/// <param name="Kinds">The kinds of items that it names: empty when it names none.</param>
/// <param name="Alone">Just those: "uniquement une epic".</param>
/// <param name="Topics">What they shall be about.</param>
/// <param name="Rules">Further sentences: facts that hold for it.</param>
/// <param name="Role">The user role, if named.</param>
/// <param name="Stories">Stories that it spells out.</param>
internal sealed record ParsedRequest(
    bool Creates,
    IReadOnlyList<BacklogItemType> Kinds,
    bool Alone,
    IReadOnlyList<Topic> Topics,
    IReadOnlyList<string> Rules,
    Role? Role,
    IReadOnlyList<SpelledStory> Stories);

/// <param name="Subject">As in "la gestion des paiements".</param>
/// <param name="Features">As in "relances": what it shall include.</param>
internal sealed record Topic(string Subject, IReadOnlyList<string> Features);

/// <summary>"En tant que …, je veux … afin de …"</summary>
internal sealed record SpelledStory(string Role, string Want, string? Benefit);
