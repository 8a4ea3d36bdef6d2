using System.Text.Json;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Agents;

/// <summary>The same system with a language model, which is scripted and speaks the provider's format over a real socket. It exports its telemetry.</summary>
public sealed partial class ModelSystem : AgentSystem
{
    public const string Name = "scripted model of the agents";

    private ScriptedModelServer? _model;
    private OtlpReceiver? _receiver;

    internal ScriptedModelServer Model => _model ?? throw new InvalidOperationException("The model has not started.");

    internal OtlpReceiver Receiver => _receiver ?? throw new InvalidOperationException("The receiver has not started.");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_model is not null)
        {
            await _model.DisposeAsync();
        }

        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }
    }

    protected override async Task<IReadOnlyDictionary<string, string?>> VariablesAsync()
    {
        _model = await ScriptedModelServer.StartAsync();
        _model.Respond = request => Answer(request);
        _receiver = await OtlpReceiver.StartAsync();
        var variables = new Dictionary<string, string?>(_model.Configuration(AiProvider.OpenAI))
        {
            ["Ai:MaxRetries"] = "0",
            ["Worker:StepRetries"] = "0",
            ["Logging:LogLevel:AspireStreaming.Worker.Ai.LanguageModel"] = "Debug",
        };
        foreach (var (name, value) in _receiver.Variables)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The agent whose prompt is in the request.</summary>
    internal static string AgentOf(ModelRequest request) =>
        request.System.Contains("which agent a request goes to", StringComparison.Ordinal) ? "router"
        : request.System.Contains("into epics", StringComparison.Ordinal) ? "epic"
        : request.System.Contains("writes user stories", StringComparison.Ordinal) ? "story"
        : request.System.Contains("writes test cases", StringComparison.Ordinal) ? "test_case"
        : "question";

    /// <summary>An answer of that agent that is valid for any request.</summary>
    internal static ModelReply Answer(ModelRequest request, string agents = "\"epic\",\"story\",\"test_case\"")
    {
        string user = string.Join('\n', request.User);
        string Id(string type) => Listed().Matches(user).FirstOrDefault(m => m.Groups["type"].Value == type)?.Groups["id"].Value ?? "none";
        return ModelReply.Text(AgentOf(request) switch
        {
            "router" => $$"""{"thought":"Une epic d'abord.","agents":[{{agents}}],"target_ids":["11111111-2222-3333-4444-555555555555","nonsense"]}""",
            "epic" => """{"epics":[{"title":"Paiements","description":"Encaisser.","acceptance_criteria":["Un reçu part."]}]}""",
            "story" => $$"""{"stories":[{"title":"Payer","description":"En tant que client, je veux payer afin de finir.","acceptance_criteria":["Débit unique"],"epic_id":{{JsonSerializer.Serialize(Id("epic"))}},"points":3},{"title":"Relancer","description":"x","acceptance_criteria":[],"epic_id":"11111111-2222-3333-4444-555555555555","points":5}]}""",
            "test_case" => $$"""{"test_cases":[{"title":"Débit","story_id":{{JsonSerializer.Serialize(Id("story"))}},"steps":["Payer"],"expected":"Un débit"}]}""",
            _ => "Une réponse.",
        });
    }

    [GeneratedRegex(@"\[(?<id>[0-9a-f-]{36})\] (?<type>\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listed();
}

[CollectionDefinition(ModelSystem.Name)]
public sealed class ModelSystemCollection : ICollectionFixture<ModelSystem>;
