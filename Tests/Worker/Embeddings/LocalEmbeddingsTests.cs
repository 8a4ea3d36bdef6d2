using System.Numerics.Tensors;
using AspireStreaming.Worker.Embeddings;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Tests.Worker.Embeddings;

/// <summary>The model itself, loaded once for all of these tests.</summary>
public sealed class LocalEmbeddingsTests : IClassFixture<LocalEmbeddingsTests.Model>
{
    private static readonly EmbeddingOptions Options = new() { BatchSize = 4 };
    private readonly LocalEmbeddings _model;

    public LocalEmbeddingsTests(Model model) => _model = model.Embeddings;

    [Theory]
    [InlineData("Développeur Java senior", "Senior back-end developer, Java", "Registered nurse on a surgical ward")]
    [InlineData("Infirmière en réanimation", "Nurse in an intensive care unit", "Cook in a hotel")]
    [InlineData("Looks after ventilated patients in intensive care", "Nurse of a critical care unit", "Repairs conveyors and pumps")]
    [InlineData("Comptabilité générale et déclarations de TVA", "General accounting and VAT returns", "Teaches children to read")]
    public async Task TheSameWorkIsNearerThanOtherWork(string text, string same, string other)
    {
        var asked = Assert.Single(await VectorsInAsync(text.Contains('é', StringComparison.Ordinal) ? "fr" : "en", text));
        var vectors = await VectorsAsync(same, other);
        float near = TensorPrimitives.Dot<float>(asked, vectors[0]), far = TensorPrimitives.Dot<float>(asked, vectors[1]);
        Assert.True(near > far + 0.2, $"{near} against {far}");
    }

    [Fact]
    public async Task AVectorDoesNotDependOnItsBatch()
    {
        string[] texts = [.. Enumerable.Range(1, 10).Select(n => string.Join(' ', Enumerable.Repeat("warehouse work", n)))];
        var together = await VectorsAsync([.. texts.Reverse()]);
        foreach (var (text, vector) in texts.Zip(together.Reverse()))
        {
            var alone = Assert.Single(await VectorsAsync(text));
            Assert.Equal(384, alone.Length);
            Assert.Equal(1, TensorPrimitives.Norm<float>(alone), 4);
            Assert.True(TensorPrimitives.Dot<float>(alone, vector) > 0.9999f, text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("\0\u0001\ud800")]
    [InlineData("看护 👩‍⚕️ İŞÇİ ﬁre [MASK] [CLS] ((((")]
    public async Task AnyTextHasAVector(string text) => Assert.All(await VectorsAsync(text, text + new string('x', 20_000), string.Concat(Enumerable.Repeat("été, ", 5_000))), vector =>
    {
        Assert.Equal(384, vector.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 3);
    });

    [Fact]
    public async Task CallsAtTheSameTimeGetTheirOwnVectors()
    {
        string[] texts = ["cook", "nurse", "lawyer", "welder"];
        var all = await Task.WhenAll(texts.Select(text => VectorsAsync(text)));
        var together = await VectorsAsync(texts);
        Assert.All(all.Zip(together), pair => Assert.True(TensorPrimitives.Dot<float>(pair.First[0], pair.Second) > 0.9999f));
    }

    [Fact]
    public async Task ACanceledCallEnds()
    {
        using var cancel = new CancellationTokenSource();
        var call = _model.GenerateAsync(Enumerable.Repeat(string.Join(' ', Enumerable.Repeat("long", 200)), 2_000), cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(await VectorsAsync("The next call works."));
    }

    private Task<float[][]> VectorsAsync(params string[] texts) => VectorsInAsync("en", texts);

    private async Task<float[][]> VectorsInAsync(string language, params string[] texts)
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { [LocalEmbeddings.LanguageProperty] = language } };
        return [.. (await _model.GenerateAsync(texts, options)).Select(e => e.Vector.ToArray())];
    }

    public sealed class Model : IDisposable
    {
        internal LocalEmbeddings Embeddings { get; } = new(Options);

        public void Dispose() => Embeddings.Dispose();
    }
}
