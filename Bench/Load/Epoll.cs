using System.Runtime.InteropServices;

namespace AspireStreaming.Bench.Load;

/// <summary>
/// Linux epoll on blocking sockets that are read without waiting: one system call for many readable sockets and one for each read.
/// A load client must not cost more, or it becomes the bottleneck.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Delete = 2;
    private const uint Readable = 0x001;
    private const uint PeerClosed = 0x2000;
    private const int DontWait = 0x40;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    private readonly int _handle = Check(epoll_create1(0));
    private readonly Event[] _events = new Event[512];

    /// <param name="key">The value that <see cref="Wait"/> returns for the socket.</param>
    public void Watch(nint socket, int key)
    {
        var e = new Event { Flags = Readable | PeerClosed, Key = key };
        Check(epoll_ctl(_handle, Add, (int)socket, ref e));
    }

    public void Forget(nint socket)
    {
        var e = default(Event);
        Check(epoll_ctl(_handle, Delete, (int)socket, ref e));
    }

    /// <summary>The keys of the sockets that can be read or were closed.</summary>
    public int Wait(Span<int> keys, TimeSpan most)
    {
        int count = epoll_wait(_handle, _events, Math.Min(keys.Length, _events.Length), (int)most.TotalMilliseconds);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
        }

        for (int i = 0; i < count; i++)
        {
            keys[i] = (int)_events[i].Key;
        }

        return count;
    }

    /// <returns>Bytes read; 0 when the peer has closed; -1 when there is nothing to read.</returns>
    public static int Read(nint socket, Span<byte> buffer)
    {
        nint count = recv((int)socket, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, DontWait);
        return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() is WouldBlock or Interrupted ? -1 : 0;
    }

    public void Dispose() => Check(close(_handle));

    private static int Check(int result) =>
        result >= 0 ? result : throw new InvalidOperationException($"epoll: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, ref Event e);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, [Out] Event[] events, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, ref byte buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);

    /// <summary>struct epoll_event as x86-64 has it: packed.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Flags;
        public long Key;
    }
}
