using System.Buffers.Text;
using System.Text;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The message that append.lua publishes: for each event <c>2-43 metric_update 187\n</c> and then 187 bytes of payload.
/// </summary>
internal static class LiveMessage
{
    /// <returns>False for a malformed or incomplete message: any client can publish on a channel.</returns>
    public static bool TryParse(byte[] message, out List<JobEvent> events)
    {
        events = [];
        for (int at = 0; at < message.Length;)
        {
            int line = message.AsSpan(at).IndexOf((byte)'\n');
            var head = message.AsSpan(at, Math.Max(line, 0));
            int first = head.IndexOf((byte)' ');
            int last = head.LastIndexOf((byte)' ');
            int payload = at + line + 1;
            if (first <= 0 || last <= first
                || !EventId.TryParse(Encoding.ASCII.GetString(head[..first]), out var id)
                || !Utf8Parser.TryParse(head[(last + 1)..], out int length, out int digits)
                || digits != head.Length - last - 1
                || length < 0 || length > message.Length - payload)
            {
                return false;
            }

            events.Add(new JobEvent(id, Encoding.ASCII.GetString(head[(first + 1)..last]), message.AsMemory(payload, length)));
            at = payload + length;
        }

        return true;
    }
}
