using System.Text;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>One text of a job, as its clients have it: it is sent as one message, or as more when it goes on behind its end.</summary>
/// <param name="target">Which text; null for the summary of a job without texts.</param>
internal sealed class ResponseText(string? target)
{
    public string? Target => target;

    /// <summary>What was sent. After a reset it can be longer than the text in the log: the new attempt mostly writes the same again.</summary>
    public StringBuilder Sent { get; } = new();

    /// <summary>As much of what was sent as is known to be in the log.</summary>
    public int Known { get; set; }

    public List<ResponseMessage> Messages { get; } = [];

    /// <summary>The client takes more text into the last message.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Nothing more is written, as far as it is known.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The client has text that is not in the log.</summary>
    public bool IsAhead => Sent.Length > Known;
}

/// <summary>An item of a response's output.</summary>
/// <param name="Index">Its place among all items that were sent, those that were taken back included.</param>
/// <param name="Start">The place in the text that it begins at, in UTF-16 code units.</param>
internal sealed record ResponseMessage(string Id, int Index, int Start);
