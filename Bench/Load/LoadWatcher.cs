using System.Globalization;
using System.Text;

namespace AspireStreaming.Bench.Load;

/// <summary>
/// One open stream: parses the HTTP response, finds the events' markers in any format, and checks that each marker
/// comes once and in order.
/// </summary>
internal sealed class LoadWatcher(nint socket, int channel, long after)
{
    private readonly byte[] _carry = new byte[Marker.Length];
    private readonly StringBuilder _head = new();
    private State _state = State.Head;
    private bool _chunked;
    private long _chunk;
    private int _carried;

    public nint Socket => socket;

    /// <summary>What it watches: index of the job or channel.</summary>
    public int Channel => channel;

    /// <summary>The number of the last event that came.</summary>
    public long Last { get; private set; } = after;

    /// <summary>Events that were missing.</summary>
    public long Holes { get; private set; }

    /// <summary>Events that had come before, or came after a later one.</summary>
    public long Doubles { get; private set; }

    public long Received { get; private set; }

    /// <summary>The status line came, and it was 200.</summary>
    public bool IsOpen => _state != State.Head;

    public bool Closed { get; set; }

    /// <exception cref="InvalidDataException">The response is not an event stream.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, long now, LatencyHistogram latencies)
    {
        while (bytes.Length > 0)
        {
            switch (_state)
            {
                case State.Head:
                    _head.Append((char)bytes[0]);
                    bytes = bytes[1..];
                    if (_head.Length > 3 && _head[^1] == '\n' && _head[^3] == '\n')
                    {
                        ReadHead();
                    }

                    break;
                case State.ChunkSize:
                    ReadChunkSize(bytes[0]);
                    bytes = bytes[1..];
                    break;
                default:
                    int length = _chunked ? (int)Math.Min(_chunk, bytes.Length) : bytes.Length;
                    Scan(bytes[..length], now, latencies);
                    bytes = bytes[length..];
                    _chunk -= length;
                    if (_chunked && _chunk == 0)
                    {
                        _state = State.ChunkSize;
                    }

                    break;
            }
        }
    }

    private void ReadHead()
    {
        string head = _head.ToString();
        _head.Clear();
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"Not a stream: {head}");
        }

        _chunked = head.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase);
        _state = _chunked ? State.ChunkSize : State.Body;
    }

    /// <summary><c>1a3\r\n</c>, after the first with the <c>\r\n</c> that ends the chunk before.</summary>
    private void ReadChunkSize(byte next)
    {
        if (next is not ((byte)'\r' or (byte)'\n'))
        {
            _head.Append((char)next);
        }
        else if (next == '\n' && _head.Length > 0)
        {
            _chunk = long.Parse(_head.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _head.Clear();
            _state = State.Body;
            if (_chunk == 0)
            {
                _state = State.ChunkSize; // the end
            }
        }
    }

    private void Scan(ReadOnlySpan<byte> body, long now, LatencyHistogram latencies)
    {
        if (_carried > 0)
        {
            int more = Math.Min(Marker.Length - _carried, body.Length);
            body[..more].CopyTo(_carry.AsSpan(_carried));
            _carried += more;
            body = body[more..];
            if (_carried < Marker.Length)
            {
                return;
            }

            _carried = 0;
            Take(_carry, now, latencies);
        }

        while (body.IndexOf(Marker.Sign) is var at and >= 0)
        {
            body = body[at..];
            if (body.Length < Marker.Length)
            {
                body.CopyTo(_carry);
                _carried = body.Length;
                return;
            }

            Take(body[..Marker.Length], now, latencies);
            body = body[Marker.Length..];
        }
    }

    private void Take(ReadOnlySpan<byte> marker, long now, LatencyHistogram latencies)
    {
        var (number, time) = Marker.Parse(marker);
        if (number <= Last)
        {
            Doubles++;
            return;
        }

        Holes += number - Last - 1;
        Last = number;
        Received++;
        latencies.Record(now - time);
    }

    private enum State
    {
        Head,
        ChunkSize,
        Body,
    }
}
