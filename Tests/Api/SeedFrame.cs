namespace AspireStreaming.Tests.Api;

/// <summary>One frame of an event stream, read as the format's specification says.</summary>
internal sealed record SeedFrame(string? Id, string? Event, string Data)
{
    public static IReadOnlyList<SeedFrame> ParseAll(string text)
    {
        var frames = new List<SeedFrame>();
        var reader = new Reader();
        foreach (string line in text.Split('\n'))
        {
            if (reader.Take(line) is { } frame)
            {
                frames.Add(frame);
            }
        }

        return frames;
    }

    /// <summary>Takes one line and returns a frame at its empty line. Comments and frames without data return null.</summary>
    internal sealed class Reader
    {
        private string? _id;
        private string? _event;
        private List<string> _data = [];

        public SeedFrame? Take(string line)
        {
            if (line.Length > 0)
            {
                Field(line);
                return null;
            }

            var frame = _data.Count == 0 ? null : new SeedFrame(_id, _event, string.Join('\n', _data));
            (_id, _event, _data) = (null, null, []);
            return frame;
        }

        private void Field(string line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..Math.Max(colon, 0)])
            {
                case "id":
                    _id = value;
                    break;
                case "event":
                    _event = value;
                    break;
                case "data":
                    _data.Add(value);
                    break;
            }
        }
    }
}
