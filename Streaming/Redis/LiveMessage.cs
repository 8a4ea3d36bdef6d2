using System.Buffers.Text;
using System.Text;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// What append.lua publishes: for each event <c>2-43 metric_update 187\n</c> and then 187 bytes of payload, one after the other.
/// </summary>
internal static class LiveMessage
{
    /// <exception cref="FormatException">It isn't such a message.</exception>
    public static List<JobEvent> Parse(byte[] message)
    {
        var events = new List<JobEvent>();
        int at = 0;
        while (at < message.Length)
        {
            int line = message.AsSpan(at).IndexOf((byte)'\n');
            var head = message.AsSpan(at, Math.Max(line, 0));
            int first = head.IndexOf((byte)' ');
            int last = head.LastIndexOf((byte)' ');
            if (first <= 0 || last <= first
                || !EventId.TryParse(Encoding.ASCII.GetString(head[..first]), out var id)
                || !Utf8Parser.TryParse(head[(last + 1)..], out int length, out _)
                || length < 0 || at + line + 1 + length > message.Length)
            {
                throw new FormatException("Not a live message.");
            }

            events.Add(new JobEvent(id, Encoding.ASCII.GetString(head[(first + 1)..last]), message.AsMemory(at + line + 1, length)));
            at += line + 1 + length;
        }

        return events;
    }
}
