using System.Globalization;
using AspireStreaming.Bench.Scenarios;

namespace AspireStreaming.Bench;

/// <summary>The figures of several systems side by side: medians over the rounds, and their comparison with the targets.</summary>
internal sealed class Comparison
{
    private readonly List<(string Scenario, string Peer, Figure Figure)> _figures = [];
    private readonly List<(string Peer, string What)> _losses = [];

    public void Add(string scenario, string peer, IReadOnlyList<Figure> figures) => _figures.AddRange(figures.Select(f => (scenario, peer, f)));

    public void AddLoss(string scenario, string peer, string what) => _losses.Add((peer, $"{scenario}: {what}"));

    /// <summary>Prints tables, losses and targets; the last line is the ratio of the first figure.</summary>
    /// <returns>True when this system lost nothing and every target that was measured holds.</returns>
    public bool Print(TextWriter output)
    {
        foreach (var row in _figures.GroupBy(f => (f.Scenario, f.Figure.Name)))
        {
            output.WriteLine();
            output.WriteLine($"{row.Key.Name} [{row.First().Figure.Unit}, {(row.First().Figure.HigherIsBetter ? "more" : "less")} is better]");
            foreach (string peer in row.Select(f => f.Peer).Distinct())
            {
                string all = string.Join("  ", row.Where(f => f.Peer == peer).Select(f => Number(f.Figure.Value)));
                output.WriteLine($"  {peer,-18} {Number(Median(row.Key.Name, peer)!.Value),12}    ({all})");
            }
        }

        output.WriteLine();
        _losses.ForEach(loss => output.WriteLine($"LOSS  {loss.What}"));
        bool held = !_losses.Exists(loss => IsOurs(loss.Peer));
        foreach (var target in Target.All)
        {
            if (Quotient(target) is { } quotient)
            {
                bool reached = target.AtLeast ? quotient >= target.Limit : quotient <= target.Limit;
                held &= reached;
                output.WriteLine(
                    $"{(reached ? "holds" : "FAILS")}  {target.Figure}: {target.Ours} {Number(quotient)}{(target.Theirs is null ? "" : $" x {target.Theirs}")}, must be {(target.AtLeast ? ">=" : "<=")} {Number(target.Limit)}");
            }
        }

        output.WriteLine(Headline());
        return held;
    }

    private static bool IsOurs(string peer) => peer.StartsWith("aspire", StringComparison.Ordinal);

    private double? Quotient(Target target)
    {
        double? ours = Median(target.Figure, target.Ours);
        return target.Theirs is null ? ours : ours / Median(target.Figure, target.Theirs);
    }

    private string Headline()
    {
        if (_figures.Count == 0)
        {
            return "nothing was measured";
        }

        var (scenario, _, figure) = _figures[0];
        string? other = _figures.Where(f => f.Figure.Name == figure.Name).Select(f => f.Peer).FirstOrDefault(p => !IsOurs(p));
        string ours = _figures[0].Peer;
        double? ratio = other is null ? null : Median(figure.Name, ours) / Median(figure.Name, other);
        return ratio is null
            ? $"{scenario}: {Number(figure.Value)} {figure.Unit}"
            : string.Create(CultureInfo.InvariantCulture, $"{scenario}: {ratio:0.0} x {other!.Replace("-1w", "", StringComparison.Ordinal)}");
    }

    private double? Median(string figure, string peer)
    {
        double[] values = [.. _figures.Where(f => f.Figure.Name == figure && f.Peer == peer).Select(f => f.Figure.Value).Order()];
        return values.Length == 0 ? null : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "N0" : Math.Abs(value) >= 10 ? "N1" : "N2", CultureInfo.InvariantCulture);
}
