using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols;

/// <summary>A request to run a pipeline, read from a protocol's request.</summary>
/// <param name="Protocol">Its name, as in <c>ag-ui</c>.</param>
/// <param name="Pipeline">The pipeline, which may not exist.</param>
/// <param name="RunId">The client's name of the run: two requests with the same one are one job. Null for a new job.</param>
/// <param name="RunField">The member of the protocol's request that names the run.</param>
/// <param name="Thread">The client's name of the conversation; null for none.</param>
/// <param name="Data">The structured data of the request: members of the pipeline's request.</param>
/// <param name="Text">The last message of the user; null for none.</param>
/// <param name="Client">What the protocol keeps with the job.</param>
/// <param name="Language">The language that the client wants most; null when it wants none.</param>
internal sealed record ProtocolRun(
    string Protocol, string Pipeline, string? RunId, string RunField, string? Thread, JsonObject Data, string? Text, JsonObject Client, string? Language);
