using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Something that people want of software (manage, remind, search …): the words that ask for it, and the stories it usually takes.</summary>
/// <param name="Words">Folded; a word of a request matches when it begins with one.</param>
/// <param name="Itself">The word names the thing ("relances"), not what is done with one ("gestion des paiements").</param>
internal sealed record Capability(string Name, IReadOnlyList<string> Words, IReadOnlyList<CapabilityStory> Stories, bool Itself = false)
{
    private static readonly IReadOnlyList<Capability> Known =
        PipelineResource.Read("AgentWorkflow/capabilities.json").Deserialize(CapabilityJson.Default.IReadOnlyListCapability)!;

    /// <summary>What a phrase asks for: the first of its words that says what is done ("payment management"), else that names a thing.</summary>
    public static (Capability Capability, string Word)? Find(string phrase)
    {
        (Capability, string)? itself = null;
        foreach (string word in Builtin.Words.All(phrase).SelectMany(w => w.Split('\'', '-')))
        {
            string stem = Builtin.Words.Stem(word);
            var found = Known.FirstOrDefault(c => c.Words.Any(w => Builtin.Words.Stem(w) == stem));
            if (found is { Itself: false })
            {
                return (found, word);
            }

            itself ??= found is null ? null : (found, word);
        }

        return itself;
    }

    public static Capability Named(string name) => Known.First(c => c.Name == name);
}

/// <param name="Fr">What one wants, what for, then the acceptance criteria.</param>
/// <param name="En">The same.</param>
internal sealed record CapabilityStory(int Points, IReadOnlyList<string> Fr, IReadOnlyList<string> En);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<Capability>))]
internal sealed partial class CapabilityJson : JsonSerializerContext;
