using System.Globalization;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Worker.CvParsing;

/// <summary>Answers of a model about CVs of "Person n, person-n@example.com".</summary>
internal static partial class ScriptedCvs
{
    public static string Text(int n) => $"Person {n}\nEngineer\nperson-{n}@example.com\nPython and SQL";

    public static string Cv(int n) => $$"""
        {"language":"en","full_name":"Person {{n}}","first_name":"Person","last_name":"{{n}}","title":"Engineer","email":"person-{{n}}@example.com","phone":null,
        "location":null,"links":[],"summary":null,"positions":[],"education":[],"skills":["Python","SQL"],"spoken_languages":[],"certifications":[],"years_of_experience":{{n}}}
        """;

    public const string Rerank = """{"fit":0.9,"experience_quality":1.25,"missing_nice_to_haves":[],"reasons":["Bon profil."]}""";

    public static bool IsRerank(ModelRequest request) => request.System.Contains("recruiter", StringComparison.Ordinal);

    public static ModelReply Answer(ModelRequest request) => ModelReply.Text(
        IsRerank(request) ? Rerank : Cv(int.Parse(Address().Match(string.Concat(request.User)).Groups["n"].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"person-(?<n>\d+)@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
