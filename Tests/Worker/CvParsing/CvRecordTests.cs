using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Tests.Worker.CvParsing;

public sealed class CvRecordTests
{
    [Fact]
    public void TheFieldsOfTheSeedComeFirstAndInItsOrder()
    {
        var json = Write(new CvReader().Read("Jean Dupont\nDéveloppeur Full Stack\njean.dupont@example.com\n\nCOMPÉTENCES\nReact, Node.js", new DateOnly(2026, 11, 20)));
        Assert.Equal(["cv", "identite", "titre"], json.Select(member => member.Key).Take(3));
        Assert.Equal(["nom", "prenom"], json["identite"]!.AsObject().Select(member => member.Key));
        Assert.Equal(("Dupont", "Jean", "Développeur Full Stack"), ((string?)json["identite"]!["nom"], (string?)json["identite"]!["prenom"], (string?)json["titre"]));
        Assert.Equal("jean.dupont@example.com", (string?)json["contact"]!["email"]);
        Assert.Equal(["React", "Node.js"], json["competences"]!.AsArray().Select(skill => (string)skill!));
    }

    [Fact]
    public void AnUnknownFieldOfTheSeedIsNullAndNotAbsent()
    {
        var json = Write(new CvProfile { Language = "fr" });
        Assert.True(json.ContainsKey("titre") && json["titre"] is null);
        Assert.True(json["identite"]!.AsObject().ContainsKey("nom"));
    }

    [Theory]
    [InlineData("""{"cv":"a.pdf","identite":{"nom":"Dupont","prenom":"Jean"},"titre":"Développeur"}""")]
    [InlineData("""{"cv":"a.pdf","identite":null,"competences":null,"experiences":[null,{"details":null}],"langues":[{"langue":null}],"contact":{"liens":null},"annees_experience":1e300}""")]
    public void ARecordFromAClientIsCompleted(string sent)
    {
        var cv = CvRecords.Complete(JsonSerializer.Deserialize(sent, CvParsingJson.Default.CvRecord)!, "a.pdf");
        Assert.All(cv.Experiences, e => Assert.NotNull(e.Details));
        Assert.InRange(cv.AnneesExperience, 0, 80);
        Assert.NotNull(CvRecords.Text(cv));
        Assert.NotNull(cv.Identite);
    }

    private static JsonObject Write(CvProfile cv) => JsonSerializer.SerializeToNode(CvRecords.From("a.pdf", cv), CvParsingJson.Default.CvRecord)!.AsObject();
}
