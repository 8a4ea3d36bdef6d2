using AspireStreaming.Streaming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Upgrade;

public sealed class SettingVersionTests
{
    /// <summary>Of a newer version, after a rollback.</summary>
    [Fact]
    public void AnUnknownSettingDoesNotKeepAProcessFromStarting()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Streaming:Compression"] = "zstd", ["Streaming:Tiers:0:Name"] = "cold", ["Streaming:Lease"] = "00:00:07", ["Tiers:Mode"] = "x" }).Build());
        services.AddCheckedOptions<StreamingOptions>(StreamingOptions.Section);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(TimeSpan.FromSeconds(7), provider.GetRequiredService<IOptions<StreamingOptions>>().Value.Lease);
    }
}
