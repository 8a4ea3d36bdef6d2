using System.Text;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Edge.Jobs;
using Microsoft.AspNetCore.Http;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damaged JSON bodies for every pipeline, from the bytes of the body to the job in the store.</summary>
internal sealed class JsonTarget(FuzzApi api) : IFuzzTarget
{
    private readonly List<(string Pipeline, byte[] Body)> _bodies =
        [.. api.Pipelines.Where(p => p.Sample is not null).Select(p => (p.Name, Encoding.UTF8.GetBytes(p.Sample!.Value.GetRawText())))];

    public string Name => "json";

    public async Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        var (pipeline, body) = _bodies[input.Random.Next(_bodies.Count)];
        bool made = input.Random.Next(8) == 0;
        var http = new DefaultHttpContext { RequestServices = api.Services };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(made ? Encoding.UTF8.GetBytes(input.Json().GetRawText()) : input.Mutate(body));
        await RefusedOrTakenAsync(async () =>
        {
            if (pipeline == "match-jobs")
            {
                if ((await MatchJobsForm.ReadAsync(http, api.Options)).Request is { } request)
                {
                    await api.StartJobAsync(pipeline, request, cancellationToken);
                }

                return;
            }

            await api.StartJobAsync(pipeline, await JobRequest.ReadAsync(http, api.Options), cancellationToken);
        });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Swallows the exceptions that the Api answers with problem details.</summary>
    public static async Task RefusedOrTakenAsync(Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            // Refused.
        }
    }
}
