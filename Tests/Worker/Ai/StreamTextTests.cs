using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Tests.Worker.Ai;

public sealed class StreamTextTests
{
    private static readonly Prompt Hello = new("hello", [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Say hello.")]);

    public static TheoryData<AiProvider> Providers => [AiProvider.OpenAI, AiProvider.Anthropic];

    [Theory, MemberData(nameof(Providers))]
    public async Task TokensArriveOneByOneAndComplete(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text("Bon", "jour", " à", " tous 👋\n")]);

        var tokens = await ReadAsync(host);

        Assert.Equal(["Bon", "jour", " à", " tous 👋\n"], tokens);
        var request = Assert.Single(host.Server.Requests);
        Assert.True(request.Streamed);
        Assert.Equal(provider, request.Format);
        Assert.Equal("scripted-model", request.Model);
        Assert.Equal("sk-scripted-0123456789", request.Key);
        Assert.Equal("Be brief.", request.System);
        Assert.Equal(["Say hello."], request.User);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ATokenIsHandedOnBeforeTheAnswerHasEnded(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.StallAfter("first")]);
        using var cancel = new CancellationTokenSource();
        await using var tokens = host.Model.StreamTextAsync(Hello, cancel.Token).GetAsyncEnumerator(cancel.Token);

        Assert.True(await tokens.MoveNextAsync());
        Assert.Equal("first", tokens.Current);

        // A cancellation by the caller stays a cancellation, also while the model is silent.
        var next = tokens.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await host.Server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AConnectionCutInMidStreamKeepsItsTokensAndReportsTheCut(AiProvider provider)
    {
        var seen = new TaskCompletionSource();
        await using var host = await ModelHost.StartAsync(provider,
            [ModelReply.CutAfter("one ", "two ") with { Gate = seen.Task }, ModelReply.Text("never asked")]);
        var kept = new List<string>();

        var error = await Assert.ThrowsAsync<AiException>(async () =>
        {
            await foreach (var token in host.Model.StreamTextAsync(Hello))
            {
                kept.Add(token);
                if (kept.Count == 2)
                    seen.SetResult();
            }
        });

        Assert.Equal(AiErrorCodes.Unavailable, error.Code);
        Assert.True(error.Retryable);
        Assert.Equal("one two ", string.Concat(kept));
        Assert.Single(host.Server.Requests); // a retry would have shown the text twice
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AnAnswerWithoutTheEndOfTheModelIsIncomplete(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [new ModelReply { Tokens = ["half"], End = ModelEnd.Truncated }]);
        var kept = new List<string>();

        var error = await FailAsync(host, kept);

        Assert.Equal(AiErrorCodes.Unavailable, error.Code);
        Assert.Equal(["half"], kept);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AStreamThatBreaksBeforeItsFirstTokenIsTriedAgain(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.CutAfter(), ModelReply.Text("second try")]);

        Assert.Equal(["second try"], await ReadAsync(host));
        Assert.Equal(2, host.Server.Requests.Count);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task SilenceBetweenTokensIsATimeout(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.StallAfter("one")], new() { ["Ai:StallTimeout"] = "00:00:00.500" });
        var kept = new List<string>();

        var error = await FailAsync(host, kept);

        Assert.Equal(AiErrorCodes.Timeout, error.Code);
        Assert.True(error.Retryable);
        Assert.Equal(["one"], kept);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AnErrorEventInTheStreamIsReadAsItsError(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.FailAfter("rate_limit_error", "Too fast for sk-scripted-0123456789.", "one")]);
        var kept = new List<string>();

        var error = await FailAsync(host, kept);

        Assert.Equal(AiErrorCodes.RateLimited, error.Code);
        Assert.Contains("Too fast for ***.", error.Message, StringComparison.Ordinal);
        Assert.Equal(["one"], kept);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ARefusalIsNotText(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [new ModelReply { Finish = "refusal" }]);

        var error = await FailAsync(host, []);

        Assert.Equal(AiErrorCodes.Refused, error.Code);
        Assert.False(error.Retryable);
        Assert.Single(host.Server.Requests);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AnAnswerCutAtItsLengthLimitIsAnError(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text("Dear Ms") with { Finish = "length" }]);

        Assert.Equal(AiErrorCodes.BadOutput, (await FailAsync(host, [])).Code);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AnEndpointThatNeverStopsIsStopped(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider,
            [ModelReply.Text([.. Enumerable.Repeat(new string('x', 100), 10)])], new() { ["Ai:MaxOutputTokens"] = "16" });
        var kept = new List<string>();

        Assert.Equal(AiErrorCodes.BadOutput, (await FailAsync(host, kept)).Code);
        Assert.True(string.Concat(kept).Length <= 256);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AReaderThatLeavesEndsTheRequest(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.StallAfter("one")]);

        await foreach (var token in host.Model.StreamTextAsync(Hello))
        {
            Assert.Equal("one", token);
            break;
        }

        await host.Server.ClientLeft.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task SeveralStreamsAtOnceDoNotMix(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, []);
        host.Server.Respond = request => ModelReply.Text([.. request.User[0].Select(c => c.ToString())]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var text = $"number {i} of twenty";
            return (text, answer: string.Concat(await ReadAsync(host, new Prompt("echo", [new(ChatRole.User, text)]))));
        }));

        Assert.All(answers, pair => Assert.Equal(pair.text, pair.answer));
    }

    private static async Task<List<string>> ReadAsync(ModelHost host, Prompt? prompt = null)
    {
        var tokens = new List<string>();
        await foreach (var token in host.Model.StreamTextAsync(prompt ?? Hello))
            tokens.Add(token);
        return tokens;
    }

    private static Task<AiException> FailAsync(ModelHost host, List<string> kept) => Assert.ThrowsAsync<AiException>(async () =>
    {
        await foreach (var token in host.Model.StreamTextAsync(Hello))
            kept.Add(token);
    });
}
