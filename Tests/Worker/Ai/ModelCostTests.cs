using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Tests.Worker.Ai;

/// <summary>The cost of model calls by the configured prices, over a real socket. Each scripted answer has 10 tokens in and 5 out.</summary>
public sealed class ModelCostTests : IDisposable
{
    private const string Fit = """{"fit":0.9,"experience_quality":1.25,"missing_nice_to_haves":[],"reasons":["Gut."]}""";
    private const double Price = ((10 * 2.0) + (5 * 8.0)) / 1_000_000;

    private static readonly Prompt Question = new("test", [new(ChatRole.User, "Does it fit?")]);
    private static readonly Dictionary<string, string?> Prices = new() { ["Ai:PriceOfInput"] = "2", ["Ai:PriceOfOutput"] = "8", ["Ai:MaxRetries"] = "0" };

    private readonly string _pipeline = $"p{Guid.NewGuid():N}";
    private readonly MetricCapture _metrics;

    public ModelCostTests() => _metrics = new MetricCapture("pipeline", _pipeline);

    public void Dispose() => _metrics.Dispose();

    [Theory]
    [InlineData(AiProvider.OpenAI)]
    [InlineData(AiProvider.Anthropic)]
    public async Task AnAnswerThatDoesNotMatchIsLostAndTheSecondOneIsKept(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text("no JSON"), ModelReply.Text(Fit)], Prices);
        using (var cost = WorkCost.Begin(_pipeline, "one"))
        {
            await host.Model.CompleteAsync(Question, AnswersJson.Default.RerankAnswer);
            cost.Keep();
            Assert.Equal([(10, 5, Price, null), (10, 5, Price, null)], cost.Calls!.Select(call => (call.InputTokens, call.OutputTokens, call.Cost, call.Error)));
        }

        Assert.Equal((Price, Price), (Kept, Lost));
    }

    [Theory]
    [InlineData(AiProvider.OpenAI)]
    [InlineData(AiProvider.Anthropic)]
    public async Task AStreamedAnswerIsKept(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text("Good ", "fit.")], Prices);
        using (var cost = WorkCost.Begin(_pipeline, "one"))
        {
            await ReadAsync(host);
            cost.Keep();
            var call = Assert.Single(cost.Calls!);
            Assert.Equal((10, 5, Price, null), (call.InputTokens, call.OutputTokens, call.Cost, call.Error));
            Assert.InRange(call.At, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        }

        Assert.Equal((Price, 0), (Kept, Lost));
    }

    [Theory]
    [InlineData(AiProvider.OpenAI, true)]
    [InlineData(AiProvider.OpenAI, false)]
    [InlineData(AiProvider.Anthropic, true)]
    [InlineData(AiProvider.Anthropic, false)]
    public async Task AnAnswerThatIsCutAtItsLimitIsLost(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text("Good ", "fit") with { Finish = "length" }], Prices);
        using (var cost = WorkCost.Begin(_pipeline, "one"))
        {
            await Assert.ThrowsAsync<AiException>(() => streamed ? ReadAsync(host) : host.Model.CompleteAsync(Question, AnswersJson.Default.RerankAnswer));
            cost.Keep();
        }

        Assert.Equal((0, Price), (Kept, Lost));
    }

    [Fact]
    public async Task WithoutPricesThereIsNoCost()
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text("Good fit.")]);
        using (WorkCost.Begin(_pipeline, "one"))
        {
            await ReadAsync(host);
        }

        Assert.Equal(0, _metrics.Count("jobs.cost"));
    }

    [Theory]
    [InlineData(AiProvider.OpenAI, true)]
    [InlineData(AiProvider.OpenAI, false)]
    [InlineData(AiProvider.Anthropic, true)]
    [InlineData(AiProvider.Anthropic, false)]
    public async Task EachAnswerHasARateOfTokens(AiProvider provider, bool streamed)
    {
        string model = $"m{Guid.NewGuid():N}";
        using var metrics = new MetricCapture("gen_ai.request.model", model);
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text(Fit)], new() { ["Ai:Model"] = model });
        await (streamed ? ReadAsync(host) : host.Model.CompleteAsync(Question, AnswersJson.Default.RerankAnswer));

        Assert.InRange(Assert.Single(metrics.Of("ai.answer.rate")), 5.0 / 60, 5_000_000);
    }

    private double Kept => _metrics.Sum("jobs.cost", ("outcome", "kept"));

    private double Lost => _metrics.Sum("jobs.cost", ("outcome", "lost"));

    private static async Task ReadAsync(ModelHost host)
    {
        await foreach (string _ in host.Model.StreamTextAsync(Question))
        {
        }
    }
}
