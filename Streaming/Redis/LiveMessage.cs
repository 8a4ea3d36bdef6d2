using System.Buffers.Text;
using System.Text;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The message that append.lua publishes: for each event <c>2-43 metric_update 187\n</c> and then 187 bytes of payload. The line of the
/// last event may end with the trace context of the append, as in <c>2-43 metric_update 187 00-4bf9…-01\n</c>.
/// </summary>
internal static class LiveMessage
{
    /// <summary>The length of a W3C trace context, more than that of any number.</summary>
    private const int TraceparentLength = 55;

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
            string? traceparent = null;
            if (head.Length - last - 1 == TraceparentLength && last > 0)
            {
                traceparent = Encoding.ASCII.GetString(head[(last + 1)..]);
                head = head[..last];
                last = head.LastIndexOf((byte)' ');
            }

            int payload = at + line + 1;
            if (first <= 0 || last <= first
                || !EventId.TryParse(Encoding.ASCII.GetString(head[..first]), out var id)
                || !Utf8Parser.TryParse(head[(last + 1)..], out int length, out int digits)
                || digits != head.Length - last - 1
                || length < 0 || length > message.Length - payload)
            {
                return false;
            }

            events.Add(new JobEvent(id, Encoding.ASCII.GetString(head[(first + 1)..last]), message.AsMemory(payload, length), Traceparent: traceparent));
            at = payload + length;
        }

        return true;
    }
}
