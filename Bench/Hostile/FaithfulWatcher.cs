using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Hostile;

/// <summary>
/// Watches as a browser's EventSource does: reconnects after the delay that the server asks for, with the last id that it saw. It
/// gives up on any answer that is not a stream.
/// </summary>
internal sealed class FaithfulWatcher(HostileRig rig, int channel)
{
    private readonly StringBuilder _line = new();
    private TimeSpan _retry = TimeSpan.FromSeconds(3);
    private string? _id;
    private long _seq;

    /// <summary>Events that were missing, or that came twice.</summary>
    public long Wrong { get; private set; }

    /// <summary>The seq of the last event that came.</summary>
    public long Seq => Interlocked.Read(ref _seq);

    /// <summary>The status of the answer that made the watcher give up; null while it has not given up.</summary>
    public int? GaveUp { get; private set; }

    /// <summary>Whether the last stream ended correctly: with the chunk that ends a response.</summary>
    public bool EndedCleanly { get; private set; }

    /// <summary>Watches until it is canceled.</summary>
    /// <param name="connecting">Called at each try.</param>
    /// <param name="once">The watcher does not reconnect.</param>
    public async Task RunAsync(Action connecting, bool once, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && GaveUp is null)
        {
            connecting();
            try
            {
                string cursor = _id is null ? "" : $"Last-Event-ID: {_id}\r\n";
                using var client = await RawClient.SendAsync(rig.Server, RawClient.Get(rig.Server, rig.StreamPath(channel), cursor), stop);
                await ReadAsync(client, stop);
            }
            catch (SocketException)
            {
                EndedCleanly = false; // refused or broken
            }

            if (once)
            {
                return;
            }

            await Task.Delay(_retry, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(RawClient client, CancellationToken stop)
    {
        int status = await client.StatusAsync(stop);
        if (status != 200)
        {
            GaveUp = status == 0 ? null : status;
            return;
        }

        EndedCleanly = false;
        _line.Clear();
        var buffer = new byte[4096];
        string before = "";
        while (await client.ReadAsync(buffer, stop) is var count and > 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] != '\n')
                {
                    _line.Append((char)buffer[i]);
                    continue;
                }

                string line = _line.ToString().TrimEnd('\r');
                _line.Clear();
                if (before == "0" && line.Length == 0)
                {
                    EndedCleanly = true; // the server may keep the connection for another request
                    return;
                }

                before = line;
                Take(line);
            }
        }
    }

    /// <summary>Takes one line of the response body. Lines of the chunked encoding begin with neither word.</summary>
    private void Take(string line)
    {
        if (line.StartsWith("retry: ", StringComparison.Ordinal))
        {
            _retry = TimeSpan.FromMilliseconds(int.Parse(line.AsSpan(7), CultureInfo.InvariantCulture));
        }
        else if (line.StartsWith("id: ", StringComparison.Ordinal))
        {
            _id = line[4..];
            long seq = long.Parse(line.AsSpan(line.IndexOf('-') + 1), CultureInfo.InvariantCulture);
            Wrong += seq == _seq + 1 ? 0 : 1;
            Interlocked.Exchange(ref _seq, seq);
        }
    }
}
