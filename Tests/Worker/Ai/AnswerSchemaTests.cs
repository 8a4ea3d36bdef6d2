using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;

namespace AspireStreaming.Tests.Worker.Ai;

public sealed class AnswerSchemaTests
{
    public static TheoryData<string> Answers =>
    [
        .. typeof(AnswersJson).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(AnswersJson).Namespace && AnswersJson.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object })
            .Select(type => type.FullName!),
    ];

    [Fact]
    public void AttributesAndNullabilityBecomeConstraints()
    {
        var schema = AnswerSchema.Of(AnswersJson.Default.PostingAnswer).Schema;

        var requirement = schema.GetProperty("properties").GetProperty("requirements").GetProperty("items").GetProperty("properties");
        Assert.Equal("""["must_have","nice_to_have"]""", requirement.GetProperty("kind").GetProperty("enum").GetRawText());
        Assert.Equal("""["number","null"]""", requirement.GetProperty("years").GetProperty("type").GetRawText());
        Assert.Equal(50, requirement.GetProperty("years").GetProperty("maximum").GetInt32());
        Assert.Equal(500, requirement.GetProperty("text").GetProperty("maxLength").GetInt32());
        Assert.Equal(100, schema.GetProperty("properties").GetProperty("requirements").GetProperty("maxItems").GetInt32());
    }

    [Fact]
    public void AnEnumHasThePromptsNames()
    {
        var agents = AnswerSchema.Of(AnswersJson.Default.RouterAnswer).Schema.GetProperty("properties").GetProperty("agents");

        Assert.Equal("""["epic","story","test_case","question"]""", agents.GetProperty("items").GetProperty("enum").GetRawText());
        Assert.Equal(1, agents.GetProperty("minItems").GetInt32());
    }

    /// <summary>The requirements of both providers' strict modes, and keywords that their transformations would lose.</summary>
    [Theory, MemberData(nameof(Answers))]
    public void EverySchemaIsStrictAndChecked(string answer)
    {
        var type = AnswersJson.Default.GetTypeInfo(typeof(AnswersJson).Assembly.GetType(answer, throwOnError: true)!)!;
        var schema = AnswerSchema.Of(type).Schema;

        Assert.Equal("object", schema.GetProperty("type").GetString());
        Walk(schema);
        Assert.NotEmpty(JsonSchemaValidator.Validate(schema, JsonElement.Parse("{}")));

        void Walk(JsonElement node)
        {
            _ = JsonSchemaValidator.Validate(node, JsonElement.Parse("\"a string\"")); // throws on a keyword it does not know
            var types = node.TryGetProperty("type", out var named) ? named.GetRawText() : "";
            if (types.Contains("object", StringComparison.Ordinal))
            {
                Assert.Equal("\"object\"", types);
                Assert.False(node.GetProperty("additionalProperties").GetBoolean());
                Assert.Equal(
                    node.GetProperty("properties").EnumerateObject().Select(property => property.Name),
                    node.GetProperty("required").EnumerateArray().Select(name => name.GetString()!));
                foreach (var property in node.GetProperty("properties").EnumerateObject())
                    Walk(property.Value);
            }
            if (types.Contains("array", StringComparison.Ordinal))
            {
                Assert.Equal("\"array\"", types);
                Walk(node.GetProperty("items"));
            }
        }
    }
}
