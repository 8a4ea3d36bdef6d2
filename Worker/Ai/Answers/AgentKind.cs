using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Ai.Answers;

[JsonConverter(typeof(JsonStringEnumConverter<AgentKind>))]
public enum AgentKind
{
    [JsonStringEnumMemberName("epic")] Epic,
    [JsonStringEnumMemberName("story")] Story,
    [JsonStringEnumMemberName("test_case")] TestCase,
    [JsonStringEnumMemberName("question")] Question,
}
