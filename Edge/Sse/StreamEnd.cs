namespace AspireStreaming.Edge.Sse;

/// <summary>Why a stream ended.</summary>
internal enum StreamEnd
{
    /// <summary>The client left, or the network did.</summary>
    ClientLeft,

    /// <summary>All of the job was sent.</summary>
    Completed,

    /// <summary>The job is not there any more.</summary>
    Gone,

    /// <summary>The client read nothing for <see cref="ApiOptions.StallTimeout"/>.</summary>
    Stalled,

    /// <summary>No job with this id was started within <see cref="ApiOptions.UnstartedTimeout"/>.</summary>
    NeverStarted,

    /// <summary>The right to it has expired or was revoked.</summary>
    AccessEnded,

    /// <summary>An operator closed it. The client comes back by itself.</summary>
    Closed,

    /// <summary>The server stops. The client comes back at another node.</summary>
    ServerStopped,
}
