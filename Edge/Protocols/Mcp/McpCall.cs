using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>How a client calls the request that started a job: what a stream that goes on needs.</summary>
/// <param name="RequestId">The id of the JSON-RPC request: a text or a number.</param>
/// <param name="ProgressToken">The client's name of the progress notifications; undefined for a client that wants none.</param>
internal sealed record McpCall(JsonElement RequestId, JsonElement ProgressToken)
{
    private const string IdMember = "requestId";
    private const string TokenMember = "progressToken";

    public bool WantsProgress => ProgressToken.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    /// <exception cref="McpProtocolException">A name is too long.</exception>
    public static McpCall Of(RequestContext<CallToolRequestParams> request)
    {
        var token = request.Params.Meta?[TokenMember];
        var call = new McpCall(JsonSerializer.SerializeToElement(request.JsonRpcRequest.Id, McpJsonUtilities.DefaultOptions), JsonSerializer.SerializeToElement(token));
        return ProtocolJobs.IsName(call.RequestId.ToString()) && (token is null || ProtocolJobs.IsName(token.ToString()))
            ? call
            : throw new McpProtocolException($"The request's id and its progressToken must have 1 to {ProtocolJobs.MostNameCharacters} characters.", McpErrorCode.InvalidParams);
    }

    /// <summary>The name of a call as a run: within a session each request has an id of its own.</summary>
    public static string RunId(string sessionId, string requestId) => $"{sessionId}/{requestId}";

    /// <summary>As it is kept with the job.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { [IdMember] = JsonValue.Create(RequestId) };
        if (WantsProgress)
        {
            json[TokenMember] = JsonValue.Create(ProgressToken);
        }

        return json;
    }

    public static McpCall? Read(JsonElement client) => client.TryGetProperty(IdMember, out var id)
        ? new McpCall(id, client.TryGetProperty(TokenMember, out var token) ? token : default)
        : null;
}
