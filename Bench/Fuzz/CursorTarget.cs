using System.Text;
using AspireStreaming.Api.Agents;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Ids and cursors as clients send them, and messages of a channel. What is taken is written as the parser read it.</summary>
internal sealed class CursorTarget : IFuzzTarget
{
    private static readonly string[] Texts =
        ["2-43", "0-0", "1700000000000_3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "my-session.1", "2147483647-9223372036854775807"];

    public string Name => "cursors";

    public Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        string text = input.Random.Next(4) == 0 ? input.Text() : Encoding.UTF8.GetString(input.Mutate(Encoding.UTF8.GetBytes(Texts[input.Random.Next(Texts.Length)])));
        if (EventId.TryParse(text, out var id))
        {
            Require(text.All(c => char.IsAsciiDigit(c) || c == '-') && EventId.Parse(id.ToString()) == id && id.Attempt >= 0 && id.Seq >= 0, text);
        }

        if (JobsApi.TryParse(text, out var cursor))
        {
            Require(cursor!.CreatedAt >= DateTimeOffset.UnixEpoch, text);
        }

        if (SessionId.TryMap(text, null, out var jobId))
        {
            Require(text.Trim('.').Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "._:~-".Contains(c)) && jobId != Guid.Empty, text);
        }

        byte[] message = input.Mutate("2-43 metric_update 9\n{\"a\":\"b\"}2-44 done 2 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n{}"u8);
        if (LiveMessage.TryParse(message, out var events))
        {
            Require(events.Sum(e => (long)e.Data.Length) <= message.Length, text);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Require(bool holds, string text)
    {
        if (!holds)
        {
            throw new InvalidDataException($"'{text}' should have been refused.");
        }
    }
}
