namespace AspireStreaming.Client;

/// <summary>The servers, all equal. Watches are spread over them; requests go to the one that answered last.</summary>
internal sealed class ServerAddresses
{
    private readonly Uri[] _addresses;
    private int _watches = -1;
    private int _requests;

    public ServerAddresses(IReadOnlyList<Uri> addresses, Uri? single)
    {
        _addresses = addresses.Count > 0 ? [.. addresses.Select(Check)]
            : single is not null ? [Check(single)]
            : throw new ArgumentException("No address is given: neither in BaseAddresses nor as the HttpClient's BaseAddress.", nameof(addresses));
    }

    /// <summary>The server to ask; <see cref="Leave"/> it when it doesn't answer.</summary>
    public Uri Current => _addresses[Volatile.Read(ref _requests)];

    public void Leave(Uri server)
    {
        int at = Array.IndexOf(_addresses, server);
        Interlocked.CompareExchange(ref _requests, (at + 1) % _addresses.Length, at); // unless another thread did
    }

    /// <summary>The server of the next watch.</summary>
    public Uri ForWatch() => _addresses[(int)((uint)Interlocked.Increment(ref _watches) % _addresses.Length)];

    public Uri After(Uri server) => _addresses[(Array.IndexOf(_addresses, server) + 1) % _addresses.Length];

    /// <summary>Ends with a slash, so that a path below it is kept.</summary>
    private static Uri Check(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{address}' is not an absolute http or https address.", nameof(address));
        }

        return address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
    }
}
