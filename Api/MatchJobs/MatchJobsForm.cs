using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Jobs;

namespace AspireStreaming.Api.MatchJobs;

/// <summary>
/// The request of both match-jobs endpoints: a form with <c>json_body</c> (<c>{"user_id":…,"jobs":{…}|[…]}</c>) and <c>pdf_file</c>, or
/// the same object as a JSON body, with <c>resume_text</c>.
/// </summary>
internal static class MatchJobsForm
{
    private const string Body = "json_body";

    private static readonly string[] Known = ["user_id", "jobs", "resume_text", "job_id"];

    /// <returns>The request as the pipeline takes it, and the id that the caller wants for the job.</returns>
    /// <exception cref="BadHttpRequestException">The body is too large, does not match its content type, or is not an object.</exception>
    public static async Task<(JobRequest? Request, Guid? JobId, IResult? Problem)> ReadAsync(HttpContext http, ApiOptions options)
    {
        var request = await JobRequest.ReadAsync(http, options);
        var members = request.Members;
        if (members.TryGetPropertyValue(Body, out var body))
        {
            if (!TryParse(body, out members, out string error))
            {
                return (null, null, Problems.Field(Body, error));
            }
        }

        var wanted = new JsonObject();
        foreach (string name in Known)
        {
            if (members.Remove(name, out var value) || request.Members.Remove(name, out value))
            {
                wanted[name] = value;
            }
        }

        Normalize(wanted);
        Guid? jobId = null;
        if (wanted.Remove("job_id", out var id) && id is not null)
        {
            if (!Guid.TryParse(id.ToString(), out var given) || given == Guid.Empty)
            {
                return (null, null, Problems.Field("job_id", "must be a UUID"));
            }

            jobId = given;
        }

        return (new JobRequest(wanted, request.Files), jobId, null);
    }

    private static bool TryParse(JsonNode? body, out JsonObject members, out string error)
    {
        (members, error) = ([], "must be a JSON object");
        if (body is not JsonValue value || !value.TryGetValue(out string? text))
        {
            return false;
        }

        try
        {
            members = JobRequest.Parse(Encoding.UTF8.GetBytes(text)) as JsonObject ?? [];
            return members.Count > 0;
        }
        catch (JsonException e)
        {
            error = $"is not JSON: {e.Message}";
            return false;
        }
    }

    /// <summary>Accepts one job or a list of jobs, and a number or a text as user.</summary>
    private static void Normalize(JsonObject wanted)
    {
        if (wanted.TryGetPropertyValue("jobs", out var jobs) && jobs is JsonObject)
        {
            wanted.Remove("jobs");
            wanted["jobs"] = new JsonArray(jobs);
        }

        if (wanted["user_id"] is JsonValue user && user.GetValueKind() == JsonValueKind.Number)
        {
            wanted["user_id"] = user.ToJsonString();
        }
    }
}
