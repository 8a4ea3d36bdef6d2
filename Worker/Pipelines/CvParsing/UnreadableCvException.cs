namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>One CV can't be parsed; the other CVs of the job are not affected.</summary>
/// <param name="code">Stable and snake_case.</param>
/// <param name="message">Shown to people, in French like all texts of this pipeline.</param>
public sealed class UnreadableCvException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
