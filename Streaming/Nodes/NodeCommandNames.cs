namespace AspireStreaming.Streaming;

/// <summary>Names of the commands that nodes execute for each other.</summary>
public static class NodeCommandNames
{
    /// <summary>Of a worker: <c>true</c> makes it drain, <c>false</c> makes it claim jobs again. Answers with the state after it.</summary>
    public const string Drain = "drain";

    /// <summary>Of a worker that may be killed for show: ends its process at once if it runs the job whose id is the argument. Only a refusal is answered.</summary>
    public const string Kill = "kill";
}
