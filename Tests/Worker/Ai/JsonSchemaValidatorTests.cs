using System.Text.Json;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Worker.Ai;

public sealed class JsonSchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "3", true)]
    [InlineData("""{"type":"integer"}""", "3.5", false)]
    [InlineData("""{"type":"number"}""", "3.5", true)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":["string","null"]}""", "false", false)]
    [InlineData("""{"enum":["a","b",null]}""", "null", true)]
    [InlineData("""{"enum":["a","b"]}""", "\"A\"", false)]
    [InlineData("""{"enum":[1,2,3]}""", "2", true)]
    [InlineData("""{"const":"a"}""", "\"b\"", false)]
    [InlineData("""{"minimum":0,"maximum":1}""", "1", true)]
    [InlineData("""{"minimum":0,"maximum":1}""", "1.01", false)]
    [InlineData("""{"exclusiveMinimum":0}""", "0", false)]
    [InlineData("""{"exclusiveMaximum":1}""", "0.99", true)]
    [InlineData("""{"type":["integer","null"],"minimum":5}""", "null", true)]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"é👋!\"", true)]
    [InlineData("""{"maxLength":3}""", "\"abcd\"", false)]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[]", false)]
    [InlineData("""{"minItems":1,"maxItems":2}""", "[1,2]", true)]
    [InlineData("""{"items":{"type":"string"}}""", """["a",1]""", false)]
    [InlineData("""{"required":["a"]}""", "{}", false)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", false)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1}""", true)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", false)]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"x":1,"y":"2"}""", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "1", false)]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{}}}""", true)]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"other":{}}}""", false)]
    [InlineData("""{"properties":{"a":{"items":{"type":"string"}},"b":{"$ref":"#/properties/a/items"}}}""", """{"b":1}""", false)]
    [InlineData("""{"type":"string","description":"d","title":"t","default":"x","format":"date"}""", "\"any\"", true)]
    public void OnlyAValueThatFitsIsAccepted(string schema, string value, bool fits) =>
        Assert.Equal(fits, Validate(schema, value).Count == 0);

    [Fact]
    public void ErrorsSayWhereAndWhat() => Assert.Equal(
        ["/items/1/name: has to be string, is 7", "/items/2/name: is missing", "/items/3: has to be object, is null"],
        Validate(
            """{"properties":{"items":{"items":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}}}""",
            """{"items":[{"name":"ok"},{"name":7},{},null]}"""));

    [Fact]
    public void ErrorsAreBoundedInNumberAndLength()
    {
        var errors = Validate("""{"items":{"type":"integer"}}""", JsonSerializer.Serialize(Enumerable.Repeat(new string('x', 5000), 500)));

        Assert.Equal(20, errors.Count);
        Assert.All(errors, error => Assert.True(error.Length < 150));
    }

    [Theory]
    [InlineData("""{"pattern":"^a"}""")]
    [InlineData("""{"oneOf":[]}""")]
    [InlineData("""{"type":"date"}""")]
    [InlineData("""{"$ref":"https://example.org/schema"}""")]
    public void AnUnsupportedKeywordIsAnError(string schema) =>
        Assert.Throws<NotSupportedException>(() => Validate(schema, "\"abc\""));

    private static IReadOnlyList<string> Validate(string schema, string value)
    {
        using var schemaDocument = JsonDocument.Parse(schema);
        using var valueDocument = JsonDocument.Parse(value);
        return JsonSchemaValidator.Validate(schemaDocument.RootElement, valueDocument.RootElement);
    }
}
