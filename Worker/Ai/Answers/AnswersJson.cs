using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Ai.Answers;

/// <summary>The JSON of the answers. An enum value has the name that its prompt uses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CvAnswer))]
[JsonSerializable(typeof(PostingAnswer))]
[JsonSerializable(typeof(RerankAnswer))]
[JsonSerializable(typeof(JobScoreAnswer))]
[JsonSerializable(typeof(TailorAnswer))]
[JsonSerializable(typeof(RouterAnswer))]
[JsonSerializable(typeof(EpicsAnswer))]
[JsonSerializable(typeof(StoriesAnswer))]
[JsonSerializable(typeof(TestCasesAnswer))]
public sealed partial class AnswersJson : JsonSerializerContext;
