using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>
/// Turns a text into a vector of <see cref="Size"/> numbers, without a model. Each skill of the lexicon (by its canonical name, so that
/// "K8s" and "Kubernetes" are equal) and the stem of each telling word (by one concept for English and French) is hashed to an index
/// and a sign. It counts <c>weight × (1 + ln occurrences)</c>; the weight is 3 for a skill, 1 for a word. The vector has length 1, or is
/// all 0 for a text without such words. The same text gives the same vector in every process.
/// </summary>
internal sealed class TextEmbedding
{
    public const int Size = 2048;

    private const double SkillWeight = 3;
    private const double WordWeight = 1;

    private readonly double[] _vector;

    private TextEmbedding(double[] vector) => _vector = vector;

    public static TextEmbedding Of(string text)
    {
        var counts = new Dictionary<string, (int Count, double Weight)>(StringComparer.Ordinal);
        foreach (var mention in SkillLexicon.Builtin.Find(text).Where(m => !m.Skill.IsSoft))
        {
            Count($"skill {mention.Skill.Name}", SkillWeight);
        }

        foreach (var word in Words.Of(text).Where(w => Lexicon.IsTelling(w.Text)))
        {
            Count(Concepts.Of(Lexicon.Stem(word.Text)), WordWeight);
        }

        double[] vector = new double[Size];
        foreach (var (feature, (count, weight)) in counts)
        {
            ulong hash = Hash(feature);
            vector[hash % Size] += (hash >> 63 == 0 ? weight : -weight) * (1 + Math.Log(count));
        }

        double length = Math.Sqrt(vector.Sum(x => x * x));
        return new TextEmbedding(length == 0 ? vector : [.. vector.Select(x => x / length)]);

        void Count(string feature, double weight) =>
            counts[feature] = (counts.TryGetValue(feature, out var known) ? known.Count + 1 : 1, weight);
    }

    /// <summary>0 (nothing in common) to 1 (the same words in the same proportions).</summary>
    public double Cosine(TextEmbedding other)
    {
        double dot = 0;
        for (int i = 0; i < Size; i++)
        {
            dot += _vector[i] * other._vector[i];
        }

        return Math.Clamp(dot, 0, 1);
    }

    // FNV-1a: string.GetHashCode differs from process to process. Mixed at the end, because the low bits choose the index.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
