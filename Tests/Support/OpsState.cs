using System.Text.Json;

namespace AspireStreaming.Tests.Support;

/// <summary>The state of the system as an Api tells it to an operator.</summary>
internal static class OpsState
{
    /// <summary>Reads the state until it holds what the test waits for.</summary>
    public static async Task<JsonElement> OpsAsync(this JobClient api, Func<JsonElement, bool> holds, string what)
    {
        var deadline = Logs.Deadline(60);
        while (true)
        {
            var (status, state) = await api.GetAsync("/api/ops/state");
            Assert.True(status == System.Net.HttpStatusCode.OK, $"{status} {state}");
            if (holds(state))
            {
                return state;
            }

            Assert.False(deadline.IsCancellationRequested, $"{what}: {state}");
            await Task.Delay(100);
        }
    }

    /// <summary>The state when it shows the open stream of a job.</summary>
    public static async Task<JsonElement> OpsStreamAsync(this JobClient api, Guid jobId) =>
        (await api.OpsAsync(state => state.Streams(jobId).Any(), $"no stream of job {jobId} is shown")).Streams(jobId).First();

    public static IEnumerable<JsonElement> List(this JsonElement state, string name) => state.GetProperty(name).EnumerateArray();

    public static IEnumerable<JsonElement> Streams(this JsonElement state, Guid jobId) =>
        state.List("slowest").Where(stream => stream.GetProperty("job_id").GetGuid() == jobId);

    /// <summary>The job among the active ones; null when it is not there.</summary>
    public static JsonElement? Job(this JsonElement state, Guid jobId) =>
        state.List("jobs").Where(job => job.GetProperty("job").GetProperty("job_id").GetGuid() == jobId).Select(job => (JsonElement?)job).FirstOrDefault();

    /// <summary>The live node that executes the job; null when none does.</summary>
    public static string? NodeOf(this JsonElement state, Guid jobId) => state.Job(jobId) is { } job ? job.Text("node_id") : null;

    public static JsonElement Node(this JsonElement state, string nodeId) => state.List("nodes").Single(node => node.Text("node_id") == nodeId);

    public static IEnumerable<Guid> RunningOf(this JsonElement state, string nodeId) =>
        state.Node(nodeId).List("running").Select(job => job.GetProperty("job_id").GetGuid());

    /// <summary>A member as text; null when it is missing.</summary>
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>As in <c>/api/ops/nodes/worker-1/drain</c>.</summary>
    public static string NodePath(string nodeId, string rest) => $"/api/ops/nodes/{Uri.EscapeDataString(nodeId)}/{rest}";
}
