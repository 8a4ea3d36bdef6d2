using AspireStreaming.Worker.Execution;
using AspireStreaming.Worker.Pipelines.Diagnostics;

namespace Microsoft.Extensions.Hosting;

/// <summary>The pipeline that checks the system itself.</summary>
internal static class DiagnosticsExtensions
{
    public static void AddDiagnostics(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(DiagnosticsOptions.Section);
        builder.Services.AddOptions<DiagnosticsOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        if (section.GetValue<bool>(nameof(DiagnosticsOptions.Enabled)))
        {
            builder.Services.AddSingleton<IPipeline, DiagnosticsPipeline>();
        }
    }
}
