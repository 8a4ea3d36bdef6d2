using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Tests.Worker.Ai;

/// <summary>Errors that a provider can return instead of an answer: in both wire formats, streamed and not.</summary>
public sealed class ProviderFailureTests
{
    private const string Score = """{"score":70,"matched_skills":["C#"],"missing_skills":[],"summary":"Fits."}""";

    private static readonly Prompt Ask = new("ask", [new(ChatRole.User, "Well?")]);

    public static TheoryData<AiProvider, bool> Calls => new()
    {
        { AiProvider.OpenAI, true }, { AiProvider.OpenAI, false }, { AiProvider.Anthropic, true }, { AiProvider.Anthropic, false },
    };

    public static TheoryData<AiProvider> Providers => [AiProvider.OpenAI, AiProvider.Anthropic];

    [Theory, MemberData(nameof(Calls))]
    public async Task RetryAfterIsWaitedOut(AiProvider provider, bool streamed)
    {
        var time = new WaitRecorder(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.7));
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.RateLimited("7"), ModelReply.Text(Score)], time: time);

        await CallAsync(host, streamed);

        Assert.Single(time.Waits);
        Assert.Equal(2, host.Server.Requests.Count);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task ARetryAfterOverTheLimitIsReturnedToTheCaller(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.RateLimited("120"), ModelReply.Text(Score)]);

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.RateLimited, true, TimeSpan.FromMinutes(2)), (error.Code, error.Retryable, error.RetryAfter));
        Assert.Single(host.Server.Requests);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task RetryAfterIsReadInEachOfItsForms(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider,
        [
            ModelReply.RateLimited("90.5"),
            ModelReply.RateLimited() with { Headers = new Dictionary<string, string> { ["retry-after-ms"] = "45500", ["Retry-After"] = "46" } },
            ModelReply.RateLimited(DateTimeOffset.UtcNow.AddDays(1).ToString("R")),
        ]);

        Assert.Equal(TimeSpan.FromSeconds(90.5), (await FailAsync(host, streamed: false)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(45.5), (await FailAsync(host, streamed: false)).RetryAfter);
        Assert.InRange((await FailAsync(host, streamed: false)).RetryAfter!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task RetriesAreBounded(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [], new() { ["Ai:MaxRetries"] = "2" });
        host.Server.Respond = _ => ModelReply.Overloaded();

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.Unavailable, true), (error.Code, error.Retryable));
        Assert.Equal(3, host.Server.Requests.Count); // more if the SDKs retried by themselves
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AnOverloadedModelIsAskedAgain(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Overloaded(), ModelReply.Failure(500, "api_error", null, "Oops"), ModelReply.Text(Score)]);

        await CallAsync(host, streamed);

        Assert.Equal(3, host.Server.Requests.Count);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AnExhaustedQuotaIsNotWaitedFor(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Failure(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota.")]);

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.RateLimited, false), (error.Code, error.Retryable));
    }

    [Theory]
    [InlineData(AiProvider.OpenAI, 400, "invalid_request_error", "context_length_exceeded", "This model's maximum context length is 8192 tokens.")]
    [InlineData(AiProvider.OpenAI, 400, "BadRequestError", null, "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens.")]
    [InlineData(AiProvider.OpenAI, 400, "exceed_context_size_error", null, "the request exceeds the available context size")]
    [InlineData(AiProvider.OpenAI, 429, "tokens", "rate_limit_exceeded", "Request too large for the model on tokens per min (TPM): Limit 30000, Requested 50000.")]
    [InlineData(AiProvider.Anthropic, 400, "invalid_request_error", null, "prompt is too long: 210000 tokens > 200000 maximum")]
    [InlineData(AiProvider.Anthropic, 400, "invalid_request_error", null, "input length and `max_tokens` exceed context limit: 199000 + 8000 > 200000")]
    [InlineData(AiProvider.Anthropic, 413, "request_too_large", null, "Request exceeds the maximum size")]
    public async Task ContextOverflowIsRecognised(AiProvider provider, int status, string type, string? code, string message)
    {
        foreach (var streamed in new[] { true, false })
        {
            await using var host = await ModelHost.StartAsync(provider, [ModelReply.Failure(status, type, code, message)]);

            var error = await FailAsync(host, streamed);

            Assert.Equal((AiErrorCodes.ContextOverflow, false), (error.Code, error.Retryable));
            Assert.Contains(message[..20], error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task ATextThatCanNotFitIsNotSent(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [], new() { ["Ai:MaxInputTokens"] = "100" });
        var prompt = new Prompt("long", [new(ChatRole.User, new string('x', 500))]);

        var error = await FailAsync(host, streamed, prompt);

        Assert.Equal(AiErrorCodes.ContextOverflow, error.Code);
        Assert.Empty(host.Server.Requests);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AWrongKeyIsReportedWithoutTheKey(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider,
            [ModelReply.Failure(401, "authentication_error", "invalid_api_key", "Incorrect API key provided: sk-scripted-0123456789.")]);

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.Unauthorized, false), (error.Code, error.Retryable));
        Assert.DoesNotContain("sk-scripted", error.ToString() + host.Log.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task NeitherKeyNorPromptIsLogged(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Overloaded(), ModelReply.Text(Score)]);
        var prompt = new Prompt("secret", [new(ChatRole.User, "Jane Doe, 12 Elm Street")]);

        await CallAsync(host, streamed, prompt);

        Assert.Contains("retry 1 of 3", host.Log.Text, StringComparison.Ordinal); // so the retry is logged
        Assert.DoesNotContain("sk-scripted", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane Doe", host.Log.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task CompressedAnswersAndErrorsAreRead(AiProvider provider)
    {
        var gzip = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" };
        await using var host = await ModelHost.StartAsync(provider,
            [ModelReply.Text(Score) with { Headers = gzip }, ModelReply.Failure(400, "invalid_request_error", null, "prompt is too long") with { Headers = gzip }]);

        Assert.Equal(70, (await host.Model.CompleteAsync(Ask, AnswersJson.Default.JobScoreAnswer)).Score);
        Assert.Equal(AiErrorCodes.ContextOverflow, (await FailAsync(host, streamed: false)).Code);
    }

    // OpenAI reports it as "length", see StreamTextTests.
    [Theory, InlineData(true), InlineData(false)]
    public async Task AContextWindowThatFillsUpWhileAnsweringIsNotAnAnswer(bool streamed)
    {
        await using var host = await ModelHost.StartAsync(AiProvider.Anthropic, [ModelReply.Text(Score) with { Finish = "model_context_window_exceeded" }]);

        Assert.Equal(AiErrorCodes.BadOutput, (await FailAsync(host, streamed)).Code);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AnUnknownModelIsTheRequestsFault(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Failure(404, "not_found_error", "model_not_found", "model: scripted-model")]);

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.Unavailable, false), (error.Code, error.Retryable));
    }

    // Anthropic has no such code: it refuses with an answer, see StreamTextTests.
    [Theory, InlineData(true), InlineData(false)]
    public async Task AContentFilterIsARefusal(bool streamed)
    {
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Failure(400, "invalid_request_error", "content_filter", "Filtered."), ModelReply.Text(Score)]);

        Assert.Equal(AiErrorCodes.Refused, (await FailAsync(host, streamed)).Code);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AProxysPageIsNotAnAnswer(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [new ModelReply { Raw = ("text/html", "<html>Please log in</html>") }], new() { ["Ai:MaxRetries"] = "0" });

        Assert.Equal(AiErrorCodes.Unavailable, (await FailAsync(host, streamed)).Code);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task ARedirectIsNotFollowedWithTheKey(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, []);
        var first = true;
        host.Server.Respond = request =>
        {
            var reply = first
                ? new ModelReply { Status = System.Net.HttpStatusCode.TemporaryRedirect, Headers = new Dictionary<string, string> { ["Location"] = "/v1/messages" } }
                : ModelReply.Text(Score);
            first = false;
            return reply;
        };

        Assert.Equal(AiErrorCodes.Unavailable, (await FailAsync(host, streamed)).Code);
        Assert.Single(host.Server.Requests);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task AModelThatIsAwayIsUnavailable(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [], new() { ["Ai:MaxRetries"] = "1" });
        await host.Server.DisposeAsync();

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.Unavailable, true), (error.Code, error.Retryable));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task ASilentModelTimesOutAndIsNotAskedAgainAtOnce(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.StallAfter(), ModelReply.Text(Score)], new() { ["Ai:Timeout"] = "00:00:00.500" });

        var error = await FailAsync(host, streamed);

        Assert.Equal((AiErrorCodes.Timeout, true), (error.Code, error.Retryable));
        Assert.Single(host.Server.Requests);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task AnAnswerCutInItsMiddleIsAskedForAgain(AiProvider provider)
    {
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.CutAfter(Score), ModelReply.Text(Score)]);

        Assert.Equal(70, (await host.Model.CompleteAsync(Ask, AnswersJson.Default.JobScoreAnswer)).Score);
        Assert.Equal(2, host.Server.Requests.Count);
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task CancellingDuringTheWaitForARetryCancels(AiProvider provider, bool streamed)
    {
        await using var host = await ModelHost.StartAsync(provider, []);
        using var cancel = new CancellationTokenSource();
        host.Server.Respond = _ =>
        {
            cancel.Cancel();
            return ModelReply.RateLimited("15");
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CallAsync(host, streamed, Ask, cancel.Token));
    }

    private static Task<AiException> FailAsync(ModelHost host, bool streamed, Prompt? prompt = null) =>
        Assert.ThrowsAsync<AiException>(() => CallAsync(host, streamed, prompt));

    private static async Task CallAsync(ModelHost host, bool streamed, Prompt? prompt = null, CancellationToken cancellationToken = default)
    {
        if (!streamed)
        {
            await host.Model.CompleteAsync(prompt ?? Ask, AnswersJson.Default.JobScoreAnswer, cancellationToken);
            return;
        }
        var text = "";
        await foreach (var token in host.Model.StreamTextAsync(prompt ?? Ask, cancellationToken))
            text += token;
        Assert.Equal(Score, text);
    }
}
