using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Demo;

/// <summary>The member <c>pace</c> of a request: replays the sample of a pipeline so slowly that a person can read along.</summary>
internal static class SamplePace
{
    public const string Member = "pace";

    private const int Least = 10;
    private const int Most = 10_000;

    /// <summary>Takes the pace out of the request; null when there is none, or the pipeline has an input of this name.</summary>
    /// <exception cref="BadFieldException">It is no usable number, or not allowed here.</exception>
    public static int? Take(PipelineDescriptor pipeline, JobRequest request, DemoMode demo)
    {
        bool isInput = pipeline.InputSchema.ValueKind == JsonValueKind.Object && pipeline.InputSchema.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(Member, out _);
        if (isInput || !request.Members.Remove(Member, out var given) || given is null)
        {
            return null;
        }

        if (!demo.IsOn)
        {
            throw new BadFieldException(Member, "is for samples where Demo:Enabled is on, and it is off here");
        }

        return int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int pace) && pace is >= Least and <= Most
            ? pace
            : throw new BadFieldException(Member, $"must be a whole number of characters a second, {Least} to {Most}");
    }

    /// <summary>Whether a request holds the sample of its pipeline and nothing else.</summary>
    public static bool IsSample(PipelineDescriptor pipeline, JobRequest request)
    {
        if (pipeline.Sample is null && pipeline.SampleFiles is null)
        {
            return false;
        }

        var members = request.Members.DeepClone().AsObject();
        foreach (var file in request.Files)
        {
            members.Remove(file.Field); // it holds the names of the files
        }

        var files = pipeline.SampleFiles ?? [];
        return JsonNode.DeepEquals(members, pipeline.Sample is { } sample ? JsonSerializer.SerializeToNode(sample) : new JsonObject())
            && files.Count == request.Files.Count && files.Zip(request.Files).All(pair => IsSame(pair.First, pair.Second));
    }

    private static bool IsSame(SampleFile sample, InputFile file) =>
        (sample.Field, sample.Name) == (file.Field, file.Name) && file.Content.Span.SequenceEqual(Encoding.UTF8.GetBytes(sample.Text));
}
