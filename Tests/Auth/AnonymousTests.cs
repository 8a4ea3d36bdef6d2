using System.Net;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Auth;

/// <summary>Mode <c>none</c> is for one machine.</summary>
public sealed class AnonymousTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    public async Task AnApiWithoutAuthenticationDoesNotListenForOtherMachines(string url)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => AuthSystem.StartAsync(url, []));
        Assert.Contains("Auth:AllowAnonymous", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllCallersAreServedOnLoopbackOrWhenThatIsAllowed()
    {
        foreach (var (url, settings) in new (string, (string, string?)[])[]
        {
            ("http://127.0.0.1:0", []),
            ("http://[::1]:0", [("Auth:Mode", "none")]),
            ("http://0.0.0.0:0", [("Auth:AllowAnonymous", "true")]),
            ("http://0.0.0.0:0", [.. AuthSystem.Keys.Select(key => (key.Key, key.Value))]),
        })
        {
            await using var system = await AuthSystem.StartAsync(url, settings);
            var expected = settings.Length > 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
            Assert.Equal(expected, (await system.As(null).CallAsync("GET", "/api/jobs")).Status);
            Assert.Equal(expected, (await system.As(null).CallAsync("GET", "/api/ops/state")).Status);
        }
    }

    [Theory]
    [InlineData("Auth:Mode", "basic", "Allowed: None, ApiKey, Jwt")]
    [InlineData("Auth:Mode", "apikey", "Auth:Keys is empty")]
    [InlineData("Auth:Mode", "jwt", "Auth:Authority is ''")]
    [InlineData("Auth:Keys:0:Hash", "the key itself", "Auth:Keys:0:Hash is no SHA-256 hash. Allowed: 64 hex digits.")]
    public async Task AWrongSettingIsNamed(string key, string value, string error)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => AuthSystem.StartAsync((key, value)));
        Assert.Contains(error, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the key itself", refused.Message, StringComparison.Ordinal);
    }
}
