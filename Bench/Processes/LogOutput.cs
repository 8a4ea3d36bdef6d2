namespace AspireStreaming.Bench.Processes;

/// <summary>The terminal that all children share: whole lines, each with the name of who wrote it.</summary>
public sealed class LogOutput(TextWriter writer, bool colours)
{
    private static readonly int[] Palette = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

    private readonly Lock _gate = new();
    private readonly List<string> _names = [];

    /// <summary>The terminal, with colours unless it is a file or pipe or <c>NO_COLOR</c> is set.</summary>
    public static LogOutput Terminal { get; } = new(Console.Out,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>A line of the host's own, as it is.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <summary>A line of a child, e.g. <c>api-0 | Now listening …</c>.</summary>
    public void Write(string name, string line)
    {
        lock (_gate)
        {
            if (!_names.Contains(name))
                _names.Add(name);
            var prefix = $"{name,-8} |";
            writer.WriteLine(colours
                ? $"\u001b[{Palette[_names.IndexOf(name) % Palette.Length]}m{prefix}\u001b[0m {line}"
                : $"{prefix} {line}");
        }
    }
}
