using System.Buffers;
using System.Text.Json;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>JSON-RPC responses.</summary>
internal static class A2aResponses
{
    public static IResult Result(JsonElement id, Action<Utf8JsonWriter> result) => Respond(json => WriteResult(json, id, result));

    /// <summary>An error of the protocol is an answer like others: its status is 200.</summary>
    public static IResult Error(JsonElement id, A2aException error) => Respond(json => WriteError(json, id, error));

    /// <summary>Writes the members of a response.</summary>
    public static void WriteResult(Utf8JsonWriter json, JsonElement id, Action<Utf8JsonWriter> result)
    {
        WriteId(json, id);
        json.WritePropertyName("result");
        result(json);
    }

    /// <summary>Writes the members of an error response.</summary>
    public static void WriteError(Utf8JsonWriter json, JsonElement id, A2aException error)
    {
        WriteId(json, id);
        json.WriteStartObject("error");
        json.WriteNumber("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.Reason is { } reason)
        {
            json.WriteStartArray("data");
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
            json.WriteString("reason", reason);
            json.WriteString("domain", "a2a-protocol.org");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, JsonElement id)
    {
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        if (id.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            id.WriteTo(json);
        }
    }

    private static IResult Respond(Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = ProtocolFrames.Writer(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return TypedResults.Bytes(body.WrittenMemory, "application/json");
    }
}
