using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Api.Cvs;

/// <summary>French texts for the errors that can end any job.</summary>
internal static class CvsErrors
{
    public static string French(JobErrorEvent error) => error.Code switch
    {
        EventTypes.Gone => "ce traitement n'existe plus",
        "canceled" => "annulé à la demande",
        "deadline_exceeded" => "le temps imparti est dépassé",
        "step_timeout" => "une étape a dépassé le temps imparti",
        "poison" => "le traitement a échoué plusieurs fois de suite",
        "too_many_events" => "le journal du traitement est plein",
        "unknown_pipeline" => "aucun service ne sait exécuter ce traitement",
        "no_cvs" => "aucun CV à comparer",
        "parse_job_running" => "le parsing indiqué n'est pas terminé",
        "ai_timeout" or "ai_unavailable" or "ai_rate_limited" => "le modèle de langage est indisponible",
        "ai_unauthorized" => "le modèle de langage refuse l'accès",
        "ai_context_overflow" => "le texte est trop long pour le modèle de langage",
        _ => error.Message,
    };
}
