using System.Globalization;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench;

/// <summary>The figures of several systems side by side: medians over the rounds, and ratios to ours.</summary>
internal sealed class Comparison
{
    private readonly List<(string Scenario, string Peer, Figure Figure)> _figures = [];
    private readonly List<string> _losses = [];

    public void Add(string scenario, string peer, IReadOnlyList<Figure> figures) => _figures.AddRange(figures.Select(f => (scenario, peer, f)));

    public void AddLoss(string scenario, string peer, string loss)
    {
        _losses.Add($"{scenario}: {loss}");
    }

    public int Print(TextWriter output)
    {
        foreach (var row in _figures.GroupBy(f => f.Figure.Name))
        {
            output.WriteLine($"{row.Key} [{row.First().Figure.Unit}]");
            foreach (var cell in row.GroupBy(f => f.Peer))
            {
                double[] values = [.. cell.Select(c => c.Figure.Value).Order()];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {cell.Key,-16} {values[values.Length / 2],14:N1}   ({string.Join(" ", values.Select(v => v.ToString("N1", CultureInfo.InvariantCulture)))})"));
            }
        }

        foreach (string loss in _losses)
        {
            output.WriteLine($"LOSS {loss}");
        }

        return _losses.Count == 0 ? 0 : 1;
    }
}
