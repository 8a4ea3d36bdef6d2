using Microsoft.Net.Http.Headers;

namespace AspireStreaming.Api.Page;

/// <summary>Serves the page.</summary>
internal static class PageRegistration
{
    /// <summary>The addresses that are the page, which reads its address itself.</summary>
    private static readonly string[] Views = ["/", "/index.html", "/jobs", "/jobs/{id:guid}", "/ops", "/projects", "/projects/{project_id}"];

    /// <summary>
    /// The page: files beside the assembly, wherever it runs. A browser asks again for the document and for <c>start.js</c>; all that they load has the
    /// version in its address. Another version's files are not there: the page that asks for them loads itself again.
    /// </summary>
    public static void UsePage(this WebApplication app)
    {
        var files = PageFiles.Read(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var tag = new EntityTagHeaderValue($"\"{files.Version}\"");
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files.All, RequestPath = files.Root, OnPrepareResponse = file => PageHeaders.Write(file.Context.Response, PageHeaders.Immutable) });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files.Lasting, OnPrepareResponse = file => PageHeaders.Write(file.Context.Response, PageHeaders.Revalidated) });
        // Browsers request an icon also for answers without one, such as JSON.
        app.MapGet("/favicon.ico", () => Results.Stream(files.Lasting.GetFileInfo("favicon.svg").CreateReadStream(), "image/svg+xml")).AllowAnonymous().ExcludeFromDescription();
        foreach (string view in Views)
        {
            // Out of memory, as its files are: it is served when the limit of requests is reached.
            app.MapGet(view, (HttpContext http) => Page(http, tag)).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        }

        app.Use(async (http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(PageFiles.Versions, StringComparison.Ordinal))
            {
                http.Response.Headers.CacheControl = "no-store"; // a replica of that version may answer next time
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            // A browser that asks for something else gets the page too, which says that there is nothing.
            bool isPage = HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint() is null && !http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)
                && http.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) is true);
            if (!isPage)
            {
                await next(http);
                return;
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await Page(http, null).ExecuteAsync(http);
        });

        IResult Page(HttpContext http, EntityTagHeaderValue? tag)
        {
            PageHeaders.Write(http.Response, PageHeaders.Revalidated);
            return Results.Bytes(files.Home, "text/html; charset=utf-8", entityTag: tag);
        }
    }
}
