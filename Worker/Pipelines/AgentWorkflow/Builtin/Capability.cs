using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>A function of software (manage, remind, search …): the words that ask for it, and its usual stories.</summary>
/// <param name="Words">Folded; a word of a request matches when it begins with one.</param>
/// <param name="Itself">The word names the thing ("relances"), not an action on a thing ("gestion des paiements").</param>
internal sealed record Capability(string Name, IReadOnlyList<string> Words, IReadOnlyList<CapabilityStory> Stories, bool Itself = false)
{
    private static readonly IReadOnlyList<Capability> Known =
        PipelineResource.Read("AgentWorkflow/capabilities.json").Deserialize(CapabilityJson.Default.IReadOnlyListCapability)!;

    /// <summary>The capability of a phrase, by its first word for an action ("payment management"), else by its first word for a thing.</summary>
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

/// <param name="Fr">In French: the wish, its purpose, then the acceptance criteria.</param>
/// <param name="En">The same in English.</param>
internal sealed record CapabilityStory(int Points, IReadOnlyList<string> Fr, IReadOnlyList<string> En);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<Capability>))]
internal sealed partial class CapabilityJson : JsonSerializerContext;
