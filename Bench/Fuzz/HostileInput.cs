using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Random text, JSON and bytes that attack parsers and writers. The same random numbers give the same input.</summary>
internal sealed class HostileInput(Random random)
{
    private static readonly string[] Pieces =
    [
        "\r", "\n", "\r\n", "\n\n", "\r\r", "\0", "\u0085", "\u2028", "\u2029", "\uFEFF", "\ud800", "\udc00", "\U0001F600", "e\u0301", "\u202e",
        "\nid: 9-9\n", "\ndata: forged\n\n", "\nevent: done\n", "\n\n: ", "\nretry: 1\n", "\u001b[31m", "<script>", "\"", "\\", "\\ud800", "\\u0000",
        "../", "..", ".", "/", "%0d%0a", "%00", "{\"type\":\"done\"}", "[", "}", ": ", ",", "0-0", "1-2", "-", "1e999", "9223372036854775807", "null",
    ];

    public Random Random => random;

    /// <summary>Words, random UTF-16, line breaks, lone surrogates, and what looks like a part of a frame; may be empty.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (int parts = random.Next(9); parts > 0; parts--)
        {
            text.Append(random.Next(4) switch
            {
                0 => ((char)random.Next(char.MaxValue + 1)).ToString(),
                1 => Word(),
                _ => Pieces[random.Next(Pieces.Length)],
            });
        }

        return text.ToString();
    }

    /// <summary>1 to 8 lower-case letters.</summary>
    public string Word() => new([.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => (char)('a' + random.Next(26)))]);

    /// <summary>A value with hostile texts as names and values, at most four levels deep.</summary>
    public JsonElement Json() => JsonSerializer.SerializeToElement(Node(4));

    public byte[] Bytes(int most)
    {
        var bytes = new byte[random.Next(most + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The bytes with one to eight changes: flipped, removed, repeated, cut off, or replaced by hostile text.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> original)
    {
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        for (int changes = 1 + random.Next(8); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 16), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Text()));
                    break;
                case 4:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    private JsonNode? Node(int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next()),
        2 => JsonValue.Create(random.Next(2) == 0),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(depth - 1))]),
        6 => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create($"{i}{Text()}", Node(depth - 1)))),
        _ => JsonValue.Create(Text()),
    };
}
