namespace AspireStreaming.Bench.Scenarios;

/// <summary>One measured value.</summary>
/// <param name="Name">The same for every system.</param>
/// <param name="HigherIsBetter">Which way a ratio is to be read.</param>
internal sealed record Figure(string Name, double Value, string Unit, bool HigherIsBetter);
