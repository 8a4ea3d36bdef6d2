using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Tests.Worker.Ai;

/// <summary>The spans of model calls, captured by a listener, over a real socket in both providers' formats.</summary>
public sealed class ModelTelemetryTests
{
    private const string Key = "sk-scripted-0123456789";
    private const string Fit = """{"fit":0.9,"experience_quality":1.25,"missing_nice_to_haves":[],"reasons":["Gut."]}""";

    private static readonly Prompt Question = new("secret", [new(ChatRole.User, "Jane Doe, 12 Elm Street")]);

    public static TheoryData<AiProvider, bool> Calls => new()
    {
        { AiProvider.OpenAI, false }, { AiProvider.OpenAI, true }, { AiProvider.Anthropic, false }, { AiProvider.Anthropic, true },
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task ACallIsOneSpanWithModelAndTokensAndWithoutContent(AiProvider provider, bool streamed)
    {
        var (span, written) = await TraceAsync(provider, streamed, []);

        Assert.Equal("scripted-model", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal("10", span.GetTagItem("gen_ai.usage.input_tokens")?.ToString());
        Assert.Equal("5", span.GetTagItem("gen_ai.usage.output_tokens")?.ToString());
        Assert.DoesNotContain("Jane Doe", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Gut.", written, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task TraceContentPutsPromptAndAnswerIntoTheSpan(AiProvider provider, bool streamed)
    {
        var (span, _) = await TraceAsync(provider, streamed, new() { ["Ai:TraceContent"] = "true" });

        Assert.Contains("Jane Doe", span.GetTagItem("gen_ai.input.messages")?.ToString(), StringComparison.Ordinal);
        Assert.Contains("Gut.", span.GetTagItem("gen_ai.output.messages")?.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task ARefusedKeyIsAFailedSpanWithoutTheKey(AiProvider provider, bool streamed)
    {
        var refusal = ModelReply.Failure(401, "authentication_error", "invalid_api_key", $"Incorrect API key provided: {Key}.");
        await using var host = await ModelHost.StartAsync(provider, [refusal], new() { ["Ai:TraceContent"] = "true" });
        using var spans = new SpanCapture();

        await Assert.ThrowsAsync<AiException>(() => AskAsync(host, streamed));

        Assert.Equal(ActivityStatusCode.Error, Assert.Single(spans.Own).Status);
        Assert.DoesNotContain(Key, spans.Text + host.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>Makes one call. The key must be in no span and no log line.</summary>
    private static async Task<(Activity Span, string Written)> TraceAsync(AiProvider provider, bool streamed, Dictionary<string, string?> settings)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text(Fit)], settings);
        using var spans = new SpanCapture();
        await AskAsync(host, streamed);
        string written = spans.Text + host.Log.Text;
        Assert.DoesNotContain(Key, written, StringComparison.Ordinal);
        return (Assert.Single(spans.Own), written);
    }

    private static async Task AskAsync(ModelHost host, bool streamed)
    {
        if (!streamed)
        {
            await host.Model.CompleteAsync(Question, AnswersJson.Default.RerankAnswer);
            return;
        }

        await foreach (string _ in host.Model.StreamTextAsync(Question))
        {
        }
    }

    /// <summary>Captures the spans of model calls below its own activity: spans of parallel tests are ignored.</summary>
    private sealed class SpanCapture : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _ended = new();
        private readonly Activity _root = new Activity("test").Start();
        private readonly ActivityListener _listener;

        public SpanCapture()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == AiRegistration.TelemetryName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> Own => _ended.Where(span => span.TraceId == _root.TraceId);

        public string Text => string.Join('\n', Own.Select(span =>
            $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} "
            + string.Join(' ', span.Events.SelectMany(e => e.Tags.Select(tag => $"{e.Name} {tag}")))));

        public void Dispose()
        {
            _listener.Dispose();
            _root.Dispose();
        }
    }
}
