using System.Text.Json.Nodes;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>The events of AG-UI that depend on nothing but their values.</summary>
internal static class AgUiFrames
{
    public static void AddStep(this ProtocolFrames frames, string type, string step) => frames.Add(type, json => json.WriteString("stepName", step));

    public static void AddCustom(this ProtocolFrames frames, JobEvent e) => frames.Add("CUSTOM", json =>
    {
        json.WriteString("name", e.Type);
        json.WritePropertyName("value");
        json.WriteRawValue(e.Data.Span, skipInputValidation: true);
    });

    public static void AddState(this ProtocolFrames frames, JsonObject state) => frames.Add("STATE_SNAPSHOT", json =>
    {
        json.WritePropertyName("snapshot");
        state.WriteTo(json);
    });

    public static void AddError(this ProtocolFrames frames, string code, string message) => frames.Add("RUN_ERROR", json =>
    {
        json.WriteString("message", message);
        json.WriteString("code", code);
    });
}
