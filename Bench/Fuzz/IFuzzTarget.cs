namespace AspireStreaming.Bench.Fuzz;

/// <summary>A part of the product that takes input from outside.</summary>
internal interface IFuzzTarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Makes one input and gives it to the product. The same random numbers make the same input.</summary>
    /// <exception cref="Exception">The input was neither taken nor refused as it should be: a crash.</exception>
    Task TryAsync(HostileInput input, CancellationToken cancellationToken);
}
