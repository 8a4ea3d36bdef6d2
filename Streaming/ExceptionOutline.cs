using System.Text;

namespace AspireStreaming.Streaming;

/// <summary>What the log may contain of an exception.</summary>
public static class ExceptionOutline
{
    /// <summary>
    /// The types of an exception and of its causes, each with its stack trace. Their messages are left out: they often quote the text that
    /// was read, such as a line of a CV, and logs are kept longer than that text may be.
    /// </summary>
    public static string Outline(this Exception error)
    {
        var text = new StringBuilder();
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            text.Append(text.Length > 0 ? "\ncaused by " : "").Append(cause.GetType().FullName).Append('\n').Append(cause.StackTrace);
        }

        return text.ToString();
    }
}
