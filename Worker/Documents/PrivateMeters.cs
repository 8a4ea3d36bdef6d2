using System.Diagnostics.Metrics;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Meters of an HTTP client that nobody listens to. Their attributes have the names of hosts: text of users, and a series for each. A view
/// that removes an attribute is not enough, because an exemplar still has it.
/// </summary>
internal sealed class PrivateMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(new MeterOptions($"AspireStreaming.Private.{options.Name}") { Scope = this });

    public void Dispose()
    {
    }
}
