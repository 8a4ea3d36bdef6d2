using AspireStreaming.Edge;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Api.Sse;

/// <summary>Makes the hub of a node without starting a node.</summary>
internal static class TestHub
{
    public static JobStreamHub Over(IJobLog log) => new(
        log, new StreamSlots(Options.Create(new ApiOptions()), Options.Create(new LimitsOptions())), Options.Create(new ApiOptions()), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), TimeProvider.System, NullLogger<JobStreamHub>.Instance);
}
