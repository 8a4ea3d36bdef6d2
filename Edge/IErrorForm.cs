using Microsoft.AspNetCore.Mvc;

namespace AspireStreaming.Edge;

/// <summary>Metadata of an endpoint whose clients read errors in a form of their own.</summary>
internal interface IErrorForm
{
    /// <summary>Adds it to the problem details.</summary>
    void Complete(ProblemDetails problem);
}
