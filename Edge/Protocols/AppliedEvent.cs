using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Protocols;

/// <summary>An event that is part of the state now, with what the state was before.</summary>
/// <param name="Payload">Null for a type that this version doesn't know.</param>
/// <param name="Index">The place in its list of the item that this one replaced; -1 for a new item.</param>
/// <param name="NewText">What a token adds to its text: without the part that was there already.</param>
/// <param name="StartsText">The token is the first one of its text.</param>
internal readonly record struct AppliedEvent(JobEvent Event, EventPayload? Payload, int Index, string NewText, bool StartsText);
