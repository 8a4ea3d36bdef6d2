using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AspireStreaming.Bench.Chaos;

/// <summary>The Redis wire format: finds the end of a reply (RESP2 and RESP3, for the proxy), and reads it (RESP2, for the checkers).</summary>
internal static class Resp
{
    /// <summary>Bytes of the first whole reply in a buffer, e.g. 7 for <c>+PONG\r\n+PO</c>; -1 when there is none yet.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a reply.</exception>
    public static int Length(ReadOnlySpan<byte> buffer)
    {
        int at = 0;
        for (long left = 1; left > 0; left--)
        {
            int line = buffer[at..].IndexOf("\r\n"u8);
            if (line < 0)
            {
                return -1;
            }

            var head = buffer.Slice(at, line);
            at += line + 2;
            switch (head[0])
            {
                case (byte)'$' or (byte)'=' or (byte)'!' when Number(head) is >= 0 and var bytes:
                    at += (int)bytes + 2;
                    break;
                case (byte)'*' or (byte)'>' or (byte)'~' when Number(head) is > 0 and var items:
                    left += items;
                    break;
                case (byte)'%':
                    left += 2 * Number(head);
                    break;
                case (byte)'$' or (byte)'*' or (byte)'~' or (byte)'+' or (byte)'-' or (byte)':' or (byte)'_' or (byte)'#' or (byte)',' or (byte)'(':
                    break;
                default:
                    throw new InvalidDataException($"A reply can't begin with '{(char)head[0]}'.");
            }

            if (at > buffer.Length)
            {
                return -1;
            }
        }

        return at;
    }

    /// <summary>Whether a whole reply is a published message: <c>*3\r\n$7\r\nmessage\r\n…</c>, with <c>></c> for <c>*</c> in RESP3.</summary>
    public static bool IsPublished(ReadOnlySpan<byte> reply) => reply.Length > 0 && reply[0] is (byte)'*' or (byte)'>' && reply[1..].StartsWith("3\r\n$7\r\nmessage\r\n"u8);

    public static byte[] Command(IReadOnlyList<string> words)
    {
        var command = new StringBuilder($"*{words.Count}\r\n");
        foreach (string word in words)
        {
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return Encoding.UTF8.GetBytes(command.ToString());
    }

    /// <summary>Reads a whole reply: a byte array, a list of replies, a number, or null.</summary>
    /// <exception cref="IOException">The reply is an error.</exception>
    public static object? Parse(ReadOnlySpan<byte> reply)
    {
        int at = 0;
        return Parse(reply, ref at);
    }

    private static object? Parse(ReadOnlySpan<byte> reply, ref int at)
    {
        int line = reply[at..].IndexOf("\r\n"u8);
        var head = reply.Slice(at, line);
        at += line + 2;
        switch (head[0])
        {
            case (byte)'-':
                throw new IOException(Encoding.UTF8.GetString(head[1..]));
            case (byte)':':
                return Number(head);
            case (byte)'$' when Number(head) is >= 0 and var bytes:
                at += (int)bytes + 2;
                return reply.Slice(at - (int)bytes - 2, (int)bytes).ToArray();
            case (byte)'*' when Number(head) is >= 0 and var count:
                var items = new List<object?>((int)count);
                for (; count > 0; count--)
                {
                    items.Add(Parse(reply, ref at));
                }

                return items;
            case (byte)'+':
                return head[1..].ToArray();
            default:
                return null;
        }
    }

    private static long Number(ReadOnlySpan<byte> head) =>
        Utf8Parser.TryParse(head[1..], out long number, out int digits) && digits == head.Length - 1
            ? number
            : throw new InvalidDataException($"'{Encoding.Latin1.GetString(head)}' has no number.");
}
