namespace AspireStreaming.Edge;

/// <summary>
/// Serves HEAD as GET before routing: every address that answers GET answers it. The server leaves the body out, and handlers that would wait or
/// change something ask <see cref="IsHead"/>.
/// </summary>
internal sealed class HeadRequests : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => http => HttpMethods.IsHead(http.Request.Method) ? ServeAsync(http, following) : following(http));
        next(app);
    };

    /// <summary>The client wants the headers only, at once.</summary>
    public static bool IsHead(HttpContext http) => http.Features.Get<HeadRequests>() is not null;

    private async Task ServeAsync(HttpContext http, RequestDelegate following)
    {
        http.Features.Set(this);
        http.Request.Method = HttpMethods.Get;
        try
        {
            await following(http);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
        }
    }
}
