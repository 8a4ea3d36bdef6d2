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
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _offset;

    internal TextStream(StepContext context, string target, TimeProvider time)
    {
        (_context, _target) = (context, target);
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
        await FlushAsync();
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

    private async Task FlushAsync()
    {
        TokenEvent? token = null;
        lock (_lock)
        {
            // A high surrogate waits for its low surrogate: it can't be written alone.
            int length = _pending.Length > 0 && char.IsHighSurrogate(_pending[^1]) ? _pending.Length - 1 : _pending.Length;
            if (length > 0)
            {
                token = new TokenEvent(_target, _pending.ToString(0, length), _offset);
                _offset += length;
                _pending.Remove(0, length);
            }
        }

        if (token is not null && !_context.Cancellation.IsCancellationRequested)
        {
            await _context.EmitAsync(token);
        }
    }
}
