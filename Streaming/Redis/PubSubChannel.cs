namespace AspireStreaming.Streaming.Redis;

/// <summary>A channel with its handlers, the connection that it is subscribed over, and whether Redis has confirmed it.</summary>
internal sealed class PubSubChannel(string name)
{
    /// <summary>Servers may disagree for a moment about who has a slot: after this many redirects the cluster is asked again, later.</summary>
    private const int MostRedirects = 4;

    private TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _lost;
    private int _redirects;

    public string Name => name;

    /// <summary>Replaced, never changed.</summary>
    public PubSubHandler[] Handlers { get; set; } = [];

    /// <summary>Null while it is not known which server has the channel.</summary>
    public PubSubLink? Link { get; private set; }

    /// <summary>The slot in a cluster; else 0.</summary>
    public int Slot { get; private set; }

    /// <summary>Completes when Redis has confirmed the subscription.</summary>
    public Task Confirmed => _confirmed.Task;

    /// <summary>It will be subscribed over another connection.</summary>
    public void Assign(PubSubLink link, int slot)
    {
        Lose();
        (Link, Slot) = (link, slot);
    }

    /// <returns>True when its subscription was lost before: messages were missed.</returns>
    public bool Confirm()
    {
        bool again = _lost;
        (_lost, _redirects) = (false, 0);
        return _confirmed.TrySetResult() && again;
    }

    /// <summary>It is not subscribed any more.</summary>
    public void Lose()
    {
        if (_confirmed.Task.IsCompleted)
        {
            _lost = true;
            _confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It is not subscribed any more, and has no connection.</summary>
    public void Leave()
    {
        Lose();
        Link = null;
    }

    /// <returns>False when it was redirected too often since it was confirmed: then it has no connection.</returns>
    public bool MayRedirect()
    {
        if (++_redirects <= MostRedirects)
        {
            return true;
        }

        _redirects = 0;
        Leave();
        return false;
    }
}

/// <param name="Received">Takes a message. Called by the reading thread: must not block it.</param>
/// <param name="Wake">Signals the reader of the messages after all received ones are handed over.</param>
/// <param name="Missed">Called when the channel is subscribed again: messages were missed.</param>
internal sealed record PubSubHandler(Action<byte[]> Received, Wakeup? Wake, Action? Missed);
