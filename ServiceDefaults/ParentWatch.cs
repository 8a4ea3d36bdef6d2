using Microsoft.Extensions.Hosting;

namespace AspireStreaming.ServiceDefaults;

internal static class ParentWatch
{
    public static void AddParentWatch(this IHostApplicationBuilder builder)
    {
        _ = builder;
    }
}
