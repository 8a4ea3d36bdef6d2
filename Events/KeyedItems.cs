using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>One section of a snapshot: the latest item of each key, in order of first appearance.</summary>
internal sealed class KeyedItems<T>
    where T : EventPayload
{
    private readonly OrderedDictionary<string, (T Item, long Seq)> _items = [];

    public void Put(string key, T item, long seq) => _items[key] = (item, seq);

    public int IndexOf(string key) => _items.IndexOf(key);

    public T? LastOrDefault(Func<T, bool> predicate)
    {
        for (int i = _items.Count - 1; i >= 0; i--)
        {
            if (predicate(_items.GetAt(i).Value.Item))
            {
                return _items.GetAt(i).Value.Item;
            }
        }

        return null;
    }

    public List<T> ToList() => [.. _items.Values.Select(v => v.Item)];

    /// <summary>
    /// Computes the changes back to <paramref name="kept"/>: notes the keys to drop and returns the replaced items (null: none).
    /// An item in another order is dropped and restored, which puts it at the end.
    /// </summary>
    public IReadOnlyList<T>? ResetTo(KeyedItems<T> kept, string section, Dictionary<string, IReadOnlyList<string>> drop)
    {
        var staying = new HashSet<string>();
        for (int at = 0, k = 0; k < kept._items.Count; k++, at++)
        {
            string key = kept._items.GetAt(k).Key;
            at = IndexOf(key, at);
            if (at < 0)
            {
                break;
            }

            staying.Add(key);
        }

        List<string> dropped = [.. _items.Keys.Where(key => !staying.Contains(key))];
        if (dropped.Count > 0)
        {
            drop[section] = dropped;
        }

        List<T> restored = [.. kept._items.Where(x => !staying.Contains(x.Key) || _items[x.Key].Seq != x.Value.Seq).Select(x => x.Value.Item)];
        return restored.Count > 0 ? restored : null;
    }

    public void Apply(IReadOnlyList<string>? drop, IReadOnlyList<T>? restore, Func<T, string> key, long seq)
    {
        foreach (string gone in drop ?? [])
        {
            _items.Remove(gone);
        }

        foreach (var item in restore ?? [])
        {
            _items[key(item)] = (item, seq);
        }
    }

    private int IndexOf(string key, int from)
    {
        int at = _items.IndexOf(key);
        return at >= from ? at : -1;
    }
}
