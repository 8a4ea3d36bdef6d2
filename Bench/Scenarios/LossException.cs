namespace AspireStreaming.Bench.Scenarios;

/// <summary>A system did not deliver each event once and in order.</summary>
internal sealed class LossException(string message) : Exception(message);
