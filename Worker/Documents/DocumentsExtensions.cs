using AspireStreaming.Streaming;
using AspireStreaming.Worker.Documents;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.Hosting;

public static class DocumentsExtensions
{
    /// <summary>Adds <see cref="DocumentReader"/> and <see cref="PostingFetcher"/>; sections <c>Documents</c> and <c>Fetch</c>.</summary>
    public static IHostApplicationBuilder AddDocuments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<DocumentOptions>(DocumentOptions.Section);
        builder.Services.AddCheckedOptions<FetchOptions>(FetchOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DocumentReader>();
        builder.Services.AddSingleton<PostingFetcher>();
        return builder;
    }
}
