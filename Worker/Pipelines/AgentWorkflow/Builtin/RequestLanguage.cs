using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>The language of a request, which may be as short as "Crée une epic paiements".</summary>
internal static class RequestLanguage
{
    private static readonly HashSet<string> French = new(StringComparer.Ordinal)
    {
        "cree", "creer", "creez", "ajoute", "ajouter", "ajoutez", "ecris", "ecrire", "redige", "rediger", "genere", "generer", "decoupe", "decouper",
        "propose", "proposer", "definis", "prepare", "combien", "quel", "quelle", "quels", "quelles", "quoi", "qui", "comment", "pourquoi", "liste",
        "lister", "resume", "explique", "montre", "epopee", "cas", "scenarios", "recit", "recits", "veux", "veut", "faut", "afin", "tant", "paiement",
        "paiements", "sans", "s'il", "plait", "y", "a-t-il", "est-ce", "peux", "pouvez", "ce", "cette", "ces", "mon", "ma", "mes", "que",
    };

    private static readonly HashSet<string> English = new(StringComparer.Ordinal)
    {
        "create", "add", "write", "generate", "draft", "split", "break", "how", "many", "what", "which", "who", "when", "where", "why", "list",
        "show", "summarize", "explain", "want", "need", "so", "without", "please", "can", "could", "user", "story", "stories", "case", "cases", "there",
        "does", "do", "have", "has", "missing", "payment", "payments", "about",
    };

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public static string Of(string query)
    {
        int score = LanguageDetector.Detect(query) == "fr" ? 1 : 0;
        foreach (string word in Words.All(query))
        {
            score += French.Contains(word) ? 2 : English.Contains(word) ? -2 : 0;
        }

        score += query.Any(c => "éèêàçùôîœÉÈÀÇ«»".Contains(c)) ? 2 : 0;
        return score > 0 ? "fr" : "en";
    }
}
