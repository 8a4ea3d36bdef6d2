using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.Diagnostics;

/// <param name="Items">The number of items in the step hashing. 1 to 10,000.</param>
/// <param name="Rounds">SHA-256 rounds for each of them. 1 or more.</param>
/// <param name="Parallel">The number of items at a time. 1 to 16.</param>
/// <param name="SealRounds">SHA-256 rounds of the step sealing. 1 or more.</param>
/// <param name="Share">The part of a core's time that each chain takes, in percent. 1 to 100; it rests for the others.</param>
/// <param name="Stuck">Whether the step hashing blocks its thread for ever and ignores its token, as a defect would.</param>
public sealed record DiagnosticsRequest(
    int Items = 10, long Rounds = 10_000, int Parallel = 2, long SealRounds = 10_000, int Share = 100, bool Stuck = false);

/// <summary>The end of a hash chain.</summary>
/// <param name="Digest">32 bytes in lower-case hex.</param>
public sealed record ChainResult(string Digest, long Rounds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DiagnosticsRequest))]
[JsonSerializable(typeof(ChainResult))]
[JsonSerializable(typeof(IReadOnlyList<ChainResult>))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext;
