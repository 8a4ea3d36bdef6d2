using AspireStreaming.Tests.Agents;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Tracing;

/// <summary>The system with a scripted language model, which exports its spans and logs to a receiver of the tests.</summary>
public sealed class TracedModelSystem : AgentSystem
{
    private OtlpReceiver? _receiver;
    private ScriptedModelServer? _model;

    internal OtlpReceiver Receiver => _receiver!;

    internal ScriptedModelServer Model => _model!;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        if (_model is not null)
        {
            await _model.DisposeAsync();
        }
    }

    protected override async Task<IReadOnlyDictionary<string, string?>> VariablesAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        _model = await ScriptedModelServer.StartAsync();
        _model.Respond = request => ModelSystem.Answer(request);
        var variables = new Dictionary<string, string?>(_model.Configuration(AiProvider.OpenAI))
        {
            ["Logging:LogLevel:AspireStreaming.Worker.Ai.LanguageModel"] = "Debug",
        };
        foreach (var (name, value) in _receiver.Variables)
        {
            variables[name] = value;
        }

        return variables;
    }
}
