using System.Net;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Which server has a channel: one has all of them, or in a cluster the owner of the channel's slot.</summary>
internal sealed class PubSubRoutes
{
    private readonly EndPoint?[] _owners;

    /// <param name="owner">Has all channels.</param>
    public PubSubRoutes(EndPoint owner) => _owners = [owner];

    /// <param name="owners">Of each slot of a cluster; null for a slot without one.</param>
    public PubSubRoutes(EndPoint?[] owners) => _owners = owners;

    /// <summary>Channels are subscribed by SSUBSCRIBE.</summary>
    public bool IsSharded => _owners.Length == HashSlot.Count;

    /// <summary>0 to 16383; 0 outside of a cluster.</summary>
    public int SlotOf(string channel) => IsSharded ? HashSlot.Of(channel) : 0;

    /// <returns>Null for a slot that no server has.</returns>
    public EndPoint? OwnerOf(int slot) => _owners[slot];

    /// <summary>A server says that another one has the slot.</summary>
    public void Move(int slot, EndPoint owner)
    {
        if (IsSharded)
        {
            _owners[slot] = owner;
        }
    }
}
