using System.Globalization;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireStreaming.Edge.Ops;

/// <summary>What an operator does to a node, also when it is another one.</summary>
internal sealed class OpsControl(INodeRegistry registry, INodeCalls calls)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(4); // a claim that is under way takes up to 3 s

    /// <summary>Makes a worker drain, or claim jobs again.</summary>
    public async Task<IResult> DrainAsync(string nodeId, bool drain, CancellationToken cancellationToken)
    {
        var (answer, problem) = await CallAsync(
            nodeId, NodeCommandNames.Drain, "executes no jobs", [.. drain ? "true"u8 : "false"u8], cancellationToken);
        return problem is null ? TypedResults.Ok(new DrainResponse(nodeId, answer!.AsSpan().SequenceEqual("true"u8))) : problem;
    }

    /// <summary>Closes a stream; its client reconnects.</summary>
    public async Task<IResult> CloseAsync(string nodeId, long stream, CancellationToken cancellationToken)
    {
        var (answer, problem) = await CallAsync(
            nodeId, CloseCommand.CommandName, "serves no streams", Encoding.ASCII.GetBytes(stream.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        return answer!.AsSpan().SequenceEqual("true"u8)
            ? TypedResults.Ok(new CloseResponse(nodeId, stream, "closed"))
            : Problems.Field("stream", "is not the number of an open stream of this node", StatusCodes.Status404NotFound);
    }

    /// <summary>A page of the open streams of a node.</summary>
    public async Task<IResult> StreamsAsync(string nodeId, long after, int limit, CancellationToken cancellationToken)
    {
        byte[] argument = JsonSerializer.SerializeToUtf8Bytes(new StreamsArgument(after, limit), OpsJson.Wire.StreamsArgument);
        var (answer, problem) = await CallAsync(nodeId, StreamsCommand.CommandName, "serves no streams", argument, cancellationToken);
        return problem is null ? TypedResults.Ok(JsonSerializer.Deserialize(answer, OpsJson.Wire.StreamPage)) : problem;
    }

    private async Task<(byte[]? Answer, ProblemHttpResult? Problem)> CallAsync(
        string nodeId, string command, string cannot, byte[] argument, CancellationToken cancellationToken)
    {
        var node = (await registry.ListAsync(cancellationToken)).FirstOrDefault(node => node.NodeId == nodeId);
        if (node is null)
        {
            return (null, Problems.Field("node", "is not the id of a node that is alive", StatusCodes.Status404NotFound));
        }

        if (node.Commands?.Contains(command) is not true)
        {
            return (null, Problems.Conflict("node", cannot));
        }

        return await calls.CallAsync(nodeId, new NodeCall(command, argument), AnswerTimeout, cancellationToken) is { } answer
            ? (answer, null)
            : (null, Problems.Field("node", $"did not answer within {AnswerTimeout.TotalSeconds} s; try again", StatusCodes.Status504GatewayTimeout));
    }
}
