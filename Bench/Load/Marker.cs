using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AspireStreaming.Bench.Load;

/// <summary>
/// The marker that each event carries in every system and the load client looks for: its number and the time of publishing, as in
/// <c>@0000000042,0000123456789012</c>.
/// </summary>
internal static class Marker
{
    public const byte Sign = (byte)'@';
    public const int Length = 1 + NumberDigits + 1 + TimeDigits;
    private const int NumberDigits = 10;
    private const int TimeDigits = 16;

    /// <param name="time"><see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>, which all processes of a machine share.</param>
    public static string Text(long number, long time) => string.Create(CultureInfo.InvariantCulture, $"@{number:0000000000},{time:0000000000000000}");

    /// <summary>An event's text of a given length.</summary>
    public static string Padded(long number, long time, int length) => Text(number, time).PadRight(length, 'x');

    /// <summary>An event as JSON of a given length, for systems that carry any data.</summary>
    public static byte[] Json(long number, long time, int length) => Encoding.ASCII.GetBytes($"{{\"text\":\"{Padded(number, time, length - 11)}\"}}");

    /// <param name="marker"><see cref="Length"/> bytes that begin with <see cref="Sign"/>.</param>
    public static (long Number, long Time) Parse(ReadOnlySpan<byte> marker) =>
        Utf8Parser.TryParse(marker.Slice(1, NumberDigits), out long number, out int digits) && digits == NumberDigits
        && Utf8Parser.TryParse(marker.Slice(2 + NumberDigits, TimeDigits), out long time, out digits) && digits == TimeDigits
            ? (number, time)
            : throw new InvalidDataException($"Not an event's marker: {Encoding.UTF8.GetString(marker)}");
}
