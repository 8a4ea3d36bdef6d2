namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>An error that A2A has a code for.</summary>
/// <param name="reason">As in <c>TASK_NOT_FOUND</c>; null for an error of JSON-RPC itself.</param>
internal sealed class A2aException(int code, string? reason, string message) : Exception(message)
{
    public int Code => code;

    public string? Reason => reason;

    public static A2aException TaskNotFound() => new(-32001, "TASK_NOT_FOUND", "There is no such task: it never was, was deleted, or has expired.");

    public static A2aException TaskNotCancelable() => new(-32002, "TASK_NOT_CANCELABLE", "The task has ended.");

    public static A2aException PushNotSupported() => new(-32003, "PUSH_NOTIFICATION_NOT_SUPPORTED", "This server sends no push notifications: SubscribeToTask goes on at any time.");

    public static A2aException Unsupported(string message) => new(-32004, "UNSUPPORTED_OPERATION", message);

    public static A2aException ContentTypeNotSupported() => new(-32005, "CONTENT_TYPE_NOT_SUPPORTED", "Parts must be text or data.");

    public static A2aException NoExtendedCard() => new(-32007, "EXTENDED_AGENT_CARD_NOT_CONFIGURED", "There is no other card.");

    public static A2aException VersionNotSupported() => new(-32009, "VERSION_NOT_SUPPORTED", $"The header {A2aEndpoint.VersionHeader} must be {A2aEndpoint.Version}.");

    public static A2aException InvalidRequest(string message) => new(-32600, null, message);

    public static A2aException MethodNotFound(string method) => new(-32601, null, $"There is no method '{method}'.");

    public static A2aException InvalidParams(string message) => new(-32602, null, message);
}
