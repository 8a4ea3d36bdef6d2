using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Serialization;

/// <summary>The types that stores keep as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredFile))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(PipelineDescriptor))]
[JsonSerializable(typeof(BacklogItem))]
internal sealed partial class StoreJson : JsonSerializerContext;

/// <summary>The description of an uploaded file, stored apart from its content.</summary>
internal sealed record StoredFile(string Field, string Name, string? ContentType);
