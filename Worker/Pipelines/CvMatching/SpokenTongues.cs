using System.Collections.Frozen;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>The codes of human languages by their French or English name, so that "Anglais courant" finds "English (C1)".</summary>
internal static class SpokenTongues
{
    private static readonly FrozenDictionary<string, string> Codes = new (string Code, string Names)[]
    {
        ("en", "anglais english"), ("fr", "francais french"), ("es", "espagnol spanish castillan"), ("de", "allemand german"),
        ("it", "italien italian"), ("pt", "portugais portuguese"), ("nl", "neerlandais dutch flamand flemish"), ("ar", "arabe arabic"),
        ("zh", "chinois chinese mandarin"), ("ja", "japonais japanese"), ("ko", "coreen korean"), ("ru", "russe russian"),
        ("uk", "ukrainien ukrainian"), ("pl", "polonais polish"), ("ro", "roumain romanian"), ("tr", "turc turkish"), ("el", "grec greek"),
        ("he", "hebreu hebrew"), ("hi", "hindi"), ("vi", "vietnamien vietnamese"), ("sv", "suedois swedish"), ("no", "norvegien norwegian"),
        ("da", "danois danish"), ("fi", "finnois finnish"), ("cs", "tcheque czech"), ("hu", "hongrois hungarian"), ("bg", "bulgare bulgarian"),
        ("ca", "catalan"),
    }.SelectMany(l => l.Names.Split(' ').Select(name => KeyValuePair.Create(name, l.Code))).ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(string text) =>
        [.. Words.Of(text).Select(word => Codes.GetValueOrDefault(TextFold.Fold(word.Text))).OfType<string>().Distinct()];
}
