using AspireStreaming.Tests.Worker.Intelligence;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvMatching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireStreaming.Tests.Worker.CvMatching;

public sealed class TextEmbeddingTests
{
    [Fact]
    public void SimilarityIsBoundedAndSymmetricAndOneWithItself()
    {
        var texts = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");
        var documents = Gen.Elements<string>([.. LabelledDocument.Texts().Select(d => d.Text)]);
        var any = Gen.OneOf(texts, documents).ToArbitrary();
        Prop.ForAll(any, any, (a, b) =>
        {
            var (x, y) = (TextEmbedding.Of(a), TextEmbedding.Of(b));
            double self = x.Cosine(TextEmbedding.Of(a));
            return x.Cosine(y) is >= 0 and <= 1 && x.Cosine(y) == y.Cosine(x) && (self == 0 || self > 0.999999);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("Kubernetes en production", "K8s in production", "Infirmière en réanimation")]
    [InlineData("Développeur backend Python", "Backend developer, Python", "Comptable fournisseurs")]
    [InlineData("Infirmière aux urgences, soins", "Nurse, emergency care", "Java software engineer")]
    [InlineData("Expert-comptable, comptabilité", "Senior accountant", "Chef de cuisine")]
    public void TheSameWorkIsMoreSimilarThanOtherWork(string text, string same, string other) =>
        Assert.True(Cosine(text, same) > Cosine(text, other) + 0.1, $"{Cosine(text, same)} against {Cosine(text, other)}");

    [Fact]
    public void EveryImpliedSkillIsOneOfTheLexicon() =>
        Assert.All(ImpliedSkills.Names, name => Assert.Equal(name, SkillLexicon.Builtin.Lookup(name)?.Name));

    private static double Cosine(string a, string b) => TextEmbedding.Of(a).Cosine(TextEmbedding.Of(b));
}
