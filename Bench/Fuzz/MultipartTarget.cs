using System.Text;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Edge.Jobs;
using Microsoft.AspNetCore.Http;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damaged multipart bodies with fields and files.</summary>
internal sealed class MultipartTarget(FuzzApi api) : IFuzzTarget
{
    private static readonly (string Pipeline, byte[] Body)[] Forms =
    [
        ("resume-tailoring", Form(("resume_file", "cv.txt", "John Doe"), ("job_text", null, "Cook"), ("job_id", null, "3f2504e0-4f89-41d3-9a0c-0305e82c3301"))),
        ("cv-parse", Form(("files", "a.pdf", "%PDF-1.7"), ("files", "b.docx", "PK"))),
        ("match-jobs", Form(("pdf_file", "cv.pdf", "%PDF-1.7"), ("json_body", null, """{"user_id":"u","jobs":[{"jobtitle":"Cook","joblink":"https://example.com","jobdata":"A cook."}]}"""))),
        ("match-jobs", Form(("jobs", null, """[{"jobtitle":"Cook","joblink":"https://example.com","jobdata":"A cook."}]"""), ("user_id", null, "7"), ("resume_text", null, "Jo"))),
        ("cv-matching", Form(("offer", null, "Python"), ("cvs", null, """[{"cv":"a.txt","text":"Jo"}]"""))),
    ];

    public string Name => "multipart";

    public async Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        var (pipeline, form) = Forms[input.Random.Next(Forms.Length)];
        var http = new DefaultHttpContext { RequestServices = api.Services };
        http.Request.ContentType = input.Random.Next(20) == 0
            ? Encoding.Latin1.GetString(input.Mutate("multipart/form-data; boundary=\"b\""u8))
            : "multipart/form-data; boundary=b";
        http.Request.Body = new MemoryStream(input.Mutate(form));
        await JsonTarget.RefusedOrTakenAsync(async () =>
        {
            var request = pipeline == "match-jobs"
                ? (await MatchJobsForm.ReadAsync(http, api.Options)).Request
                : await JobRequest.ReadAsync(http, api.Options);
            if (request is not null)
            {
                await api.StartJobAsync(pipeline, request, cancellationToken);
            }
        });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static byte[] Form(params (string Field, string? File, string Content)[] parts) => Encoding.UTF8.GetBytes(
        string.Concat(parts.Select(part =>
            $"--b\r\nContent-Disposition: form-data; name=\"{part.Field}\"{(part.File is null ? "" : $"; filename=\"{part.File}\"\r\nContent-Type: application/octet-stream")}\r\n\r\n{part.Content}\r\n"))
        + "--b--\r\n");
}
