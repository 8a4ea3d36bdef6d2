namespace AspireStreaming.Streaming.Events;

/// <param name="Target">Which text it belongs to.</param>
/// <param name="Offset">Where in that text it begins, in UTF-16 code units, so that a repeated token is never appended twice.</param>
public sealed record TokenEvent(string Target, string Text, int Offset) : EventPayload
{
    protected override string TypeName => EventTypes.Token;
}
