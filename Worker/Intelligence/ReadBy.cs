namespace AspireStreaming.Worker.Intelligence;

/// <summary>Which reader answered, in a worker that has a language model.</summary>
/// <param name="Reader"><see cref="Model"/> or <see cref="Builtin"/>.</param>
/// <param name="Because">The error code of the model that the built-in reader stands in for; null when the model answered.</param>
/// <param name="Dropped">How many values of the model are left out, because the document does not contain them.</param>
public sealed record ReadBy(string Reader, string? Because = null, int Dropped = 0)
{
    public const string Model = "model";
    public const string Builtin = "builtin";

    /// <summary>For the person who watches, in French or English.</summary>
    public string Say(bool french) => Because is null
        ? french ? "lecture par le modèle" : "read by the model"
        : french ? $"lecture sans le modèle ({Because})" : $"read without the model ({Because})";
}
