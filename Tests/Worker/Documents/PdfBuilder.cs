using System.Globalization;
using System.Security.Cryptography;
using System.Text;

#pragma warning disable CA5351 // the PDF standard requires it
namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Writes PDFs by hand: text at given places, in the order in which it is added.</summary>
internal sealed class PdfBuilder
{
    private readonly List<StringBuilder> _pages = [new()];

    public PdfBuilder Text(double x, double y, string text, double size = 10)
    {
        var escaped = text.Replace("\\", "\\\\").Replace("(", "\\(").Replace(")", "\\)");
        _pages[^1].Append(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n");
        return this;
    }

    /// <summary>Lines below one another, 14 points apart.</summary>
    public PdfBuilder Lines(double x, double y, params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
            Text(x, y - 14 * i, lines[i]);
        return this;
    }

    public PdfBuilder Draw(string operators)
    {
        _pages[^1].Append(operators).Append('\n');
        return this;
    }

    public PdfBuilder NewPage()
    {
        _pages.Add(new());
        return this;
    }

    /// <param name="userPassword">Encrypts with 40-bit RC4, as revision 2 of the specification requires; an empty password opens without a prompt.</param>
    public byte[] Build(string? userPassword = null)
    {
        var objects = new List<byte[]>();
        int Add(string text) { objects.Add(Encoding.Latin1.GetBytes(text)); return objects.Count; }
        var id = RandomNumberGenerator.GetBytes(16);
        var (owner, key) = userPassword is null ? ([], null) : Secrets(userPassword, id);

        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add($"<< /Type /Pages /Count {_pages.Count} /Kids [{string.Join(' ', _pages.Select((_, i) => $"{4 + 2 * i} 0 R"))}] >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        foreach (var page in _pages)
        {
            var number = Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {objects.Count + 2} 0 R >>") + 1;
            var content = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(page.ToString());
            if (key is not null)
                content = Rc4(MD5.HashData([.. key, (byte)number, (byte)(number >> 8), 0, 0, 0])[..10], content);
            objects.Add([.. Encoding.Latin1.GetBytes($"<< /Length {content.Length} >>\nstream\n"), .. content, .. "\nendstream"u8]);
        }
        var encrypt = key is null ? "" : $"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{Convert.ToHexString(owner)}> /U <{Convert.ToHexString(Rc4(key, Padding))}> >>";
        return Assemble(objects, $"/ID [<{Convert.ToHexString(id)}> <{Convert.ToHexString(id)}>] {encrypt}");
    }

    private static byte[] Assemble(List<byte[]> objects, string trailer)
    {
        using var file = new MemoryStream();
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.4\n");
        var places = new List<long>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            Write($"{i + 1} 0 obj\n");
            file.Write(objects[i]);
            Write("\nendobj\n");
        }
        var table = file.Length;
        Write($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        places.ForEach(place => Write($"{place:D10} 00000 n \n"));
        Write($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    private static readonly byte[] Padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    private static (byte[] Owner, byte[] Key) Secrets(string userPassword, byte[] id)
    {
        byte[] Pad(string password) => [.. Encoding.Latin1.GetBytes(password).Concat(Padding).Take(32)];
        var owner = Rc4(MD5.HashData(Pad("owner"))[..5], Pad(userPassword));
        return (owner, MD5.HashData([.. Pad(userPassword), .. owner, .. BitConverter.GetBytes(-4), .. id])[..5]);
    }

    private static byte[] Rc4(byte[] key, byte[] data)
    {
        var state = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        for (int i = 0, j = 0; i < 256; i++)
        {
            j = (j + state[i] + key[i % key.Length]) & 255;
            (state[i], state[j]) = (state[j], state[i]);
        }
        var result = new byte[data.Length];
        for (int k = 0, i = 0, j = 0; k < data.Length; k++)
        {
            i = (i + 1) & 255;
            j = (j + state[i]) & 255;
            (state[i], state[j]) = (state[j], state[i]);
            result[k] = (byte)(data[k] ^ state[(state[i] + state[j]) & 255]);
        }
        return result;
    }
}
