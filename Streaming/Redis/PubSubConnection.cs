using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// A RESP2 connection for subscriptions: one thread reads and blocks, any thread may send. After it is closed, calls throw an
/// <see cref="IOException"/>, a <see cref="SocketException"/> or an <see cref="ObjectDisposedException"/>.
/// </summary>
/// <param name="timeout">How long a command may take to be sent.</param>
/// <param name="allRead">Called by the reading thread when it has read all received bytes and is about to wait.</param>
internal sealed class PubSubConnection(EndPoint endpoint, TimeSpan timeout, Action allRead) : IDisposable
{
    private const int LeastRead = 64 * 1024;

    /// <summary>The most bytes that one read takes: large reads cost less per message.</summary>
    private const int MostRead = 1024 * 1024;

    private static ReadOnlySpan<byte> Moved => "-MOVED "u8;

    private readonly Socket _socket = endpoint is UnixDomainSocketEndPoint
        ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendTimeout = (int)timeout.TotalMilliseconds }
        : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)timeout.TotalMilliseconds };
    private readonly Lock _sending = new();
    private Stream _stream = Stream.Null;
    private byte[] _buffer = new byte[LeastRead];
    private int _start;
    private int _end;
    private long _received;

    public EndPoint Endpoint => endpoint;

    /// <summary>Bytes received so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Connects. Blocks until the connection is made, refused or disposed of.</summary>
    /// <param name="options">Its encryption, user and password are used; a provider gives the current credentials.</param>
    public void Open(ConfigurationOptions options)
    {
        options.BeforeSocketConnect?.Invoke(endpoint, ConnectionType.Subscription, _socket);
        _socket.Connect(endpoint);
        _stream = new NetworkStream(_socket);
        if (options.Ssl)
        {
            _stream = RedisTls.Authenticate(_stream, endpoint, options);
        }

        if (options.Password is { Length: > 0 } password)
        {
            Send(options.User is { Length: > 0 } user ? [["AUTH", user, password]] : [["AUTH", password]]);
            ReadLine(); // +OK, or it throws
        }
    }

    /// <summary>Sends commands together; <see cref="Read"/> returns their answers.</summary>
    public void Send(IReadOnlyCollection<IReadOnlyCollection<string>> commands)
    {
        var text = new StringBuilder();
        foreach (var command in commands)
        {
            text.Append(CultureInfo.InvariantCulture, $"*{command.Count}\r\n");
            foreach (string part in command)
            {
                text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
            }
        }

        lock (_sending)
        {
            _stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    /// <summary>Waits for the next reply or message.</summary>
    public PubSubReply Read()
    {
        // *3 $7 message $n channel $m payload; *3 $9 subscribe $n channel :1; *2 $4 pong $0; +PONG while nothing is subscribed;
        // of a cluster smessage, ssubscribe, sunsubscribe (also when the slot has left the server); -MOVED 3999 127.0.0.1:6381
        var line = ReadLine(Moved);
        if (line[0] == (byte)'-')
        {
            return new PubSubReply(PubSubReplyKind.Moved, Encoding.UTF8.GetString(line[Moved.Length..]), []);
        }

        int parts = line[0] == (byte)'*' && Utf8Parser.TryParse(line[1..], out int count, out _) ? count : 0;
        if (parts != 3)
        {
            for (int i = 0; i < parts; i++)
            {
                ReadPart();
            }

            return default;
        }

        var kind = ReadPart() switch
        {
            var name when name.SequenceEqual("message"u8) || name.SequenceEqual("smessage"u8) => PubSubReplyKind.Message,
            var name when name.SequenceEqual("subscribe"u8) || name.SequenceEqual("ssubscribe"u8) => PubSubReplyKind.Subscribed,
            var name when name.SequenceEqual("unsubscribe"u8) || name.SequenceEqual("sunsubscribe"u8) => PubSubReplyKind.Unsubscribed,
            _ => PubSubReplyKind.None,
        };
        return new PubSubReply(kind, Encoding.UTF8.GetString(ReadPart()), ReadPart().ToArray());
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
    }

    /// <summary>Valid until the next read. Empty for a value without text: <c>:1</c>, or <c>$-1</c>.</summary>
    private ReadOnlySpan<byte> ReadPart()
    {
        var line = ReadLine();
        if (line[0] != (byte)'$' || !Utf8Parser.TryParse(line[1..], out int length, out _) || length < 0)
        {
            return [];
        }

        Need(length + 2);
        _start += length + 2;
        return _buffer.AsSpan(_start - length - 2, length);
    }

    /// <summary>Never empty; valid until more is read.</summary>
    /// <param name="expected">How an error reply begins that is no failure.</param>
    /// <exception cref="IOException">Another error reply, or a malformed line.</exception>
    private ReadOnlySpan<byte> ReadLine(ReadOnlySpan<byte> expected = default)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            Need(_end - _start + 1);
        }

        var line = _buffer.AsSpan(_start, length);
        _start += length + 2;
        return length > 0 && (line[0] != (byte)'-' || (expected.Length > 0 && line.StartsWith(expected))) ? line : throw new IOException($"Redis replied: {Encoding.UTF8.GetString(line)}");
    }

    /// <summary>Reads until there are that many bytes.</summary>
    private void Need(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return;
        }

        allRead();
        bool wasFull = _end == _buffer.Length;
        int size = Math.Max(bytes, wasFull && _buffer.Length < MostRead ? 2 * _buffer.Length : _buffer.Length);
        byte[] buffer = size == _buffer.Length ? _buffer : new byte[size];
        Buffer.BlockCopy(_buffer, _start, buffer, 0, _end - _start);
        (_buffer, _start, _end) = (buffer, 0, _end - _start);
        while (_end < bytes)
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                throw new EndOfStreamException("Redis closed the connection.");
            }

            _end += read;
            Interlocked.Add(ref _received, read);
        }
    }
}

/// <param name="Payload">The content of a message.</param>
internal readonly record struct PubSubReply(PubSubReplyKind Kind, string Channel, byte[] Payload);

internal enum PubSubReplyKind
{
    /// <summary>The answer to a PING.</summary>
    None,

    /// <summary>A published message.</summary>
    Message,

    /// <summary>The channel is subscribed.</summary>
    Subscribed,

    /// <summary>The channel is not subscribed any more.</summary>
    Unsubscribed,

    /// <summary>Another server has the slot of a channel. The reply's channel is the slot and that server.</summary>
    Moved,
}
