using System.Diagnostics.CodeAnalysis;

namespace AspireStreaming.Edge.Dialects;

/// <summary>The dialects that a stream can be asked for by name.</summary>
internal sealed class DialectCatalog(IEnumerable<IDialect> dialects)
{
    private readonly Dictionary<string, IDialect> _dialects = dialects.ToDictionary(d => d.Name);

    public IEnumerable<string> Names => _dialects.Keys.Order(StringComparer.Ordinal);

    /// <param name="name">Null for the native one.</param>
    public bool TryFind(string? name, [NotNullWhen(true)] out IDialect? dialect) =>
        _dialects.TryGetValue(name ?? NativeDialect.Instance.Name, out dialect);
}
