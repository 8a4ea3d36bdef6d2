using System.Text;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Coalesces the pieces of a growing text into at most 20 <c>token</c> events a second.</summary>
public sealed class TextStream : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly StepContext _context;
    private readonly string _target;
    private readonly StringBuilder _pending = new();
    private readonly Lock _lock = new();
    private readonly int _most;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _offset;

    /// <param name="most">The longest piece, in UTF-16 units. 1 or more.</param>
    internal TextStream(StepContext context, string target, TimeProvider time, int most)
    {
        (_context, _target, _most) = (context, target, most);
        _loop = Task.Run(() => FlushEveryAsync(new PeriodicTimer(Interval, time)));
    }

    public void Append(string text)
    {
        lock (_lock)
        {
            _pending.Append(text);
        }
    }

    /// <summary>Writes the rest of the text.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        while (await FlushAsync())
        {
        }

        _stop.Dispose();
    }

    private async Task FlushEveryAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stop.Token))
                {
                    await FlushAsync();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested || _context.Cancellation.IsCancellationRequested)
            {
                // Disposal writes the rest, or the step is over.
            }
        }
    }

    /// <returns>Whether a piece was written.</returns>
    private async Task<bool> FlushAsync()
    {
        TokenEvent? token = null;
        lock (_lock)
        {
            int length = Math.Min(_pending.Length, _most);
            if (length > 0 && char.IsHighSurrogate(_pending[length - 1]))
            {
                length = length < _pending.Length ? length + 1 : length - 1; // it can't be written without its low surrogate, which may come later
            }

            if (length > 0)
            {
                token = new TokenEvent(_target, _pending.ToString(0, length), _offset);
                _offset += length;
                _pending.Remove(0, length);
            }
        }

        if (token is null || _context.Cancellation.IsCancellationRequested)
        {
            return false;
        }

        await _context.EmitAsync(token);
        return true;
    }
}
