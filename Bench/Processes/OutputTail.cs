namespace AspireStreaming.Bench.Processes;

/// <summary>The last lines a child wrote, for whoever asks why it failed.</summary>
internal sealed class OutputTail
{
    private const int Capacity = 2000;

    private readonly Queue<string> _lines = new(Capacity);

    public void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count == Capacity)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }
}
