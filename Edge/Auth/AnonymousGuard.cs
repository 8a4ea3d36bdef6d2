using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Auth;

/// <summary>Keeps an Api without authentication from being reached by other machines by mistake.</summary>
internal static class AnonymousGuard
{
    /// <summary>Checks an endpoint before the server listens on it.</summary>
    /// <exception cref="InvalidOperationException">Other machines could reach an Api that does not tell callers apart.</exception>
    public static void Check(ListenOptions listen)
    {
        var options = listen.ApplicationServices.GetRequiredService<IOptions<AuthOptions>>().Value;
        bool local = listen.IPEndPoint is { } address ? IPAddress.IsLoopback(address.Address) : listen.SocketPath is not null || listen.PipeName is not null;
        if (options is { Mode: AuthMode.None, AllowAnonymous: false } && !local)
        {
            throw new InvalidOperationException(
                $"Auth:Mode is none, so everybody who reaches {listen} could read, cancel and delete all jobs. Set Auth:Mode to apikey or jwt, "
                + "listen on localhost only, or set Auth:AllowAnonymous to true if all who reach that address may do so.");
        }
    }
}
