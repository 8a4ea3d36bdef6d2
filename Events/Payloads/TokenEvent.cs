namespace AspireStreaming.Streaming.Events;

/// <param name="Target">The text that the token belongs to.</param>
/// <param name="Offset">The start of the token in that text, in UTF-16 code units, so that a repeated token is never appended twice.</param>
public sealed record TokenEvent(string Target, string Text, int Offset) : EventPayload
{
    protected override string TypeName => EventTypes.Token;
}
