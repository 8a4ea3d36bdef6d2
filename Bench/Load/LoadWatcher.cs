using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AspireStreaming.Bench.Load;

/// <summary>
/// One open stream: parses the HTTP response or the WebSocket's frames, finds the events' markers in any format, and checks that each marker
/// comes once and in order.
/// </summary>
internal sealed class LoadWatcher(nint socket, int channel, long after)
{
    /// <summary>Messages of SignalR's protocol before the first event: the reply to the handshake, and the one that tells that the group is joined.</summary>
    private const int Greetings = 2;

    private const byte RecordSeparator = 0x1e;

    private readonly byte[] _carry = new byte[Marker.Length];
    private readonly byte[] _frame = new byte[10];
    private readonly StringBuilder _head = new();
    private State _state = State.Head;

    /// <summary>What follows a part of the body: the size of the next one, or nothing else.</summary>
    private State _next = State.Body;

    private long _part;
    private int _framed;
    private int _greetings;
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

    /// <summary>The events from now on will come: the status line was 200, or a WebSocket has joined its group.</summary>
    public bool IsOpen => _state != State.Head && (_next != State.FrameHead || _greetings >= Greetings);

    public bool Closed { get; set; }

    /// <exception cref="InvalidDataException">The response is no event stream.</exception>
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
                case State.FrameHead:
                    ReadFrameHead(bytes[0]);
                    bytes = bytes[1..];
                    break;
                default:
                    int length = _next == State.Body ? bytes.Length : (int)Math.Min(_part, bytes.Length);
                    Scan(bytes[..length], now, latencies);
                    bytes = bytes[length..];
                    _part -= length;
                    if (_part <= 0)
                    {
                        _state = _next;
                    }

                    break;
            }
        }
    }

    private void ReadHead()
    {
        string head = _head.ToString();
        _head.Clear();
        if (head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            _next = State.FrameHead;
        }
        else if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"Not a stream: {head}");
        }
        else if (head.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            _next = State.ChunkSize;
        }

        _state = _next;
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
            _part = long.Parse(_head.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _head.Clear();
            _state = _part == 0 ? State.ChunkSize : State.Body; // zero: the end
        }
    }

    /// <summary>Two bytes: the kind, and the length or how many more bytes have it. A server's frames are not masked.</summary>
    private void ReadFrameHead(byte next)
    {
        _frame[_framed++] = next;
        int size = _framed < 2 ? 2 : _frame[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (_framed < size)
        {
            return;
        }

        _framed = 0;
        _part = size switch
        {
            2 => _frame[1],
            4 => BinaryPrimitives.ReadUInt16BigEndian(_frame.AsSpan(2)),
            _ => BinaryPrimitives.ReadInt64BigEndian(_frame.AsSpan(2)),
        };
        _state = _part == 0 ? State.FrameHead : State.Body;
    }

    private void Scan(ReadOnlySpan<byte> body, long now, LatencyHistogram latencies)
    {
        if (!IsOpen)
        {
            _greetings += body.Count(RecordSeparator);
        }

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
        FrameHead,
        Body,
    }
}
