using System.Net.Http.Headers;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Api;

/// <summary>A job whose document can't be read says so in the language of its request.</summary>
[Collection(SharedSystem.Name)]
public sealed class RefusedDocumentTests(RunningSystem system)
{
    [Theory]
    [InlineData("resume-parsing", "fr", "cv.bin n'est pas dans un format lisible. Formats acceptés")]
    [InlineData("resume-tailoring", "fr", "cv.bin n'est pas dans un format lisible. Formats acceptés")]
    [InlineData("resume-tailoring", "en", "cv.bin is a program, which can't be read. Accepted")]
    public async Task TheReasonIsInTheLanguageOfTheRequest(string pipeline, string language, string reason)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Senior Welder"), "job_text" },
            { new ByteArrayContent([0x7F, .. "ELF"u8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "resume_file", "cv.bin" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/jobs/{pipeline}") { Content = form };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));

        var (_, started) = await system.Apis[0].SendAsync(request);
        var id = started.GetProperty("job_id").GetGuid();
        await system.Apis[1].ReadAsync(id);
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{id}/snapshot");

        var error = snapshot.GetProperty("error");
        Assert.Equal("unsupported_type", error.GetProperty("code").GetString());
        Assert.StartsWith(reason, error.GetProperty("message").GetString());
    }
}
