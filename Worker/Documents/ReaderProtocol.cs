using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AspireStreaming.Worker.Documents;

/// <param name="Length">Bytes of the file; they follow the request.</param>
internal sealed record ReaderRequest(string Name, string? ContentType, int Length);

/// <summary>The text, or the reason why there is none. An answer without both says that the process is ready, or how far it is.</summary>
/// <param name="Page">Of a scan: the number of pages that are recognised. The answer to the request is still to come.</param>
/// <param name="Pages">The number of pages to recognise.</param>
/// <param name="Fault">An exception that is no refusal: its type and its stack, without its message, which may quote the file.</param>
/// <param name="Last">Whether the process reads no further file.</param>
internal sealed record ReaderAnswer(DocumentText? Document = null, ReaderRefusal? Refusal = null, string? Fault = null, bool Last = false,
    int Page = 0, int Pages = 0);

/// <summary>A <see cref="DocumentException"/> on its way between processes.</summary>
internal sealed record ReaderRefusal(string Code, string Message, string FrenchMessage, bool Retryable)
{
    public static ReaderRefusal Of(DocumentException refused) => new(refused.Code, refused.Message, refused.FrenchMessage, refused.Retryable);

    public DocumentException ToException() => new(Code, Message, FrenchMessage, Retryable);
}

/// <summary>Frames between a worker and its reader processes: four bytes of length, little endian, then that many bytes of JSON.</summary>
internal static class ReaderProtocol
{
    private const int LengthBytes = 4;

    public static async Task WriteAsync<T>(Stream output, T value, JsonTypeInfo<T> type, ReadOnlyMemory<byte> content = default)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var frame = new byte[LengthBytes + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, LengthBytes);
        await output.WriteAsync(frame);
        await output.WriteAsync(content);
        await output.FlushAsync();
    }

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">The frame is longer than <paramref name="limit"/> bytes.</exception>
    /// <exception cref="JsonException">The frame is not of that type.</exception>
    /// <exception cref="EndOfStreamException">The stream ends in the middle of a frame.</exception>
    public static async Task<T?> ReadAsync<T>(Stream input, JsonTypeInfo<T> type, int limit)
        where T : class
    {
        var prefix = new byte[LengthBytes];
        var read = await input.ReadAtLeastAsync(prefix, LengthBytes, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        var length = read == LengthBytes ? BinaryPrimitives.ReadInt32LittleEndian(prefix) : throw new EndOfStreamException();
        if (length < 0 || length > limit)
            throw new InvalidDataException($"A frame of {length} bytes is longer than the limit of {limit}.");
        var json = new byte[length];
        await input.ReadExactlyAsync(json);
        return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The frame is null.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DocumentOptions))]
[JsonSerializable(typeof(ReaderRequest))]
[JsonSerializable(typeof(ReaderAnswer))]
internal sealed partial class ReaderJson : JsonSerializerContext;
