using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming;

/// <summary>Writes an enum as its snake_case name and refuses numbers.</summary>
public sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
