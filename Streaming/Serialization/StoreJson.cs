using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Serialization;

/// <summary>What stores keep as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredFile))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(PipelineDescriptor))]
[JsonSerializable(typeof(BacklogItem))]
internal sealed partial class StoreJson : JsonSerializerContext;

/// <summary>An uploaded file beside its content.</summary>
internal sealed record StoredFile(string Field, string Name, string? ContentType);
