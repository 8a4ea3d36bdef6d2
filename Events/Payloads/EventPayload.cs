using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <summary>
/// An event's members beside the envelope (<c>type</c>, <c>job_id</c>, <c>attempt</c>, <c>seq</c>,
/// <c>at</c>), which <see cref="EventEncoder"/> adds. Written as snake_case JSON, absent values left out.
/// </summary>
public abstract record EventPayload
{
    /// <summary>
    /// The canonical type: the event's name in the log and on the wire. It is part of the envelope, so each override needs JsonIgnore:
    /// the attribute isn't inherited.
    /// </summary>
    [JsonIgnore]
    public string Type => TypeName;

    /// <summary>Not public, so never written: an override doesn't inherit JsonIgnore.</summary>
    protected abstract string TypeName { get; }
}
