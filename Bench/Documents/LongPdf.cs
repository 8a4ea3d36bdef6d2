using System.Globalization;
using System.Text;

namespace AspireStreaming.Bench.Documents;

/// <summary>A PDF of any number of pages, with forty lines of text on each.</summary>
internal static class LongPdf
{
    private const int Lines = 40;

    public static byte[] Of(int pages)
    {
        using var file = new MemoryStream();
        var places = new List<long>();
        Write("%PDF-1.4\n");
        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add($"<< /Type /Pages /Count {pages} /Kids [{string.Join(' ', Enumerable.Range(0, pages).Select(page => $"{4 + (2 * page)} 0 R"))}] >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (int page = 1; page <= pages; page++)
        {
            // The shortest operators: the file stays below the limit of bytes, so that the limits behind it are met.
            string content = "BT /F1 10 Tf 18 TL 60 798 Td\n" + string.Concat(Enumerable.Range(1, Lines).Select(line => string.Create(
                CultureInfo.InvariantCulture, $"(Page {page}, line {line} of a long life)'\n"))) + "ET";
            Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {places.Count + 2} 0 R >>");
            Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        long table = file.Length;
        Write($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n{string.Concat(places.Select(place => $"{place:D10} 00000 n \n"))}");
        Write($"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));

        void Add(string content)
        {
            places.Add(file.Length);
            Write($"{places.Count} 0 obj\n{content}\nendobj\n");
        }
    }
}
