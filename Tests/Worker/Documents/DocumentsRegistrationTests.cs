using AspireStreaming.Worker.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Worker.Documents;

public class DocumentsRegistrationTests
{
    [Fact]
    public void SettingsReachTheReader()
    {
        using var host = Host(("Documents:MaxPages", "7"), ("Fetch:AllowPrivateHosts", "true"));

        Assert.Equal(7, host.Services.GetRequiredService<IOptions<DocumentOptions>>().Value.MaxPages);
        Assert.NotNull(host.Services.GetRequiredService<PostingFetcher>());
        Assert.Same(host.Services.GetRequiredService<DocumentReader>(), host.Services.GetRequiredService<DocumentReader>());
    }

    [Theory]
    [InlineData("Documents:MaxPages", "0", "1 to 100000")]
    [InlineData("Documents:MaxPages", "many", "1 to 100000")]
    [InlineData("Documents:PdfToText", "", "text that is not empty")]
    [InlineData("Documents:Timeout", "00:00:00", "00:00:00.0100000 to 01:00:00")]
    [InlineData("Documents:Timeout", "soon", "00:00:00.0100000 to 01:00:00")]
    [InlineData("Fetch:MaxRedirects", "-1", "0 to 20")]
    [InlineData("Fetch:AllowPrivateHosts", "perhaps", "Boolean")]
    public async Task AWrongSettingStopsTheStartWithItsKeyItsValueAndWhatIsAllowed(string key, string value, string allowed)
    {
        using var host = Host((key, value));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal($"{key} is '{value}'. Allowed: {allowed}.", error.Message);
    }

    private static IHost Host(params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddDocuments();
        return builder.Build();
    }
}
