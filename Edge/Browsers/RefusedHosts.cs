namespace AspireStreaming.Edge.Browsers;

/// <summary>Runs the host filtering of ASP.NET Core before everything else, and answers for it: it refuses without a body.</summary>
internal sealed class RefusedHosts : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(following => http =>
        {
            // The filter refuses synchronously and before routing. Not awaited: nothing is held for the time of a stream.
            var served = following(http);
            return served.IsCompletedSuccessfully && http is { Response: { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false } } && http.GetEndpoint() is null
                ? RefuseAsync(http)
                : served;
        });
        app.UseHostFiltering(); // not every kind of WebApplicationBuilder has it
        next(app);
    };

    private static Task RefuseAsync(HttpContext http) => Problems.Field(
        "Host", $"is '{http.Request.Host.Host}', which is no name of this machine and not in Api:AllowedHosts").ExecuteAsync(http);
}
