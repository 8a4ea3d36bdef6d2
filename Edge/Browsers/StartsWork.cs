namespace AspireStreaming.Edge.Browsers;

/// <summary>
/// Metadata of an endpoint that may start a job: its callers have a limit of starts, and pages of other sites may not call it, not even by
/// GET.
/// </summary>
public sealed class StartsWork;
