using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Edge.Ops;

[JsonSerializable(typeof(OpsState))]
[JsonSerializable(typeof(OpsNodePage))]
[JsonSerializable(typeof(StreamPage))]
[JsonSerializable(typeof(DrainResponse))]
[JsonSerializable(typeof(CloseResponse))]
[JsonSerializable(typeof(KillResponse))]
[JsonSerializable(typeof(RequeueResponse))]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(StreamsArgument))]
internal sealed partial class OpsJson : JsonSerializerContext
{
    /// <summary>As the endpoints write JSON.</summary>
    public static OpsJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
