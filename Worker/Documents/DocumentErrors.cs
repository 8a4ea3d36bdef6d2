using System.Globalization;

namespace AspireStreaming.Worker.Documents;

/// <summary>All errors of refused documents, in both languages of the product's users.</summary>
public static class DocumentErrors
{
    public const string RecognitionMissingCode = "ocr_missing";

    private const string Accepted = "PDF, DOCX, DOC, ODT, RTF, HTML, Markdown, JSON, text, PNG, JPEG";

    public static DocumentException Empty(string name) => new("empty_file",
        $"{Show(name)} is empty.", $"{Show(name)} est vide.");

    public static DocumentException TooLarge(string name, long limit) => new("too_large",
        $"{Show(name)} is larger than the limit of {Size(limit)}.", $"{Show(name)} dépasse la limite de {Size(limit, "o")}.");

    public static DocumentException TooMuchText(string name, long limit) => new("too_large",
        $"{Show(name)} holds more text than the limit of {limit} characters.", $"{Show(name)} contient plus de texte que la limite de {limit} caractères.");

    public static DocumentException Unsupported(string name, string found) => new("unsupported_type",
        $"{Show(name)} is {found}, which can't be read. Accepted: {Accepted}.", $"{Show(name)} n'est pas dans un format lisible. Formats acceptés : {Accepted}.");

    public static DocumentException Encrypted(string name) => new("encrypted",
        $"{Show(name)} is encrypted; send it without a password.", $"{Show(name)} est chiffré ; envoyez-le sans mot de passe.");

    public static DocumentException NoText(string name) => new("no_text",
        $"{Show(name)} holds no readable text.", $"{Show(name)} ne contient aucun texte lisible.");

    public static DocumentException RecognitionMissing(string name, string program, Exception? inner = null) => new(RecognitionMissingCode,
        $"{Show(name)} is an image of text, and {program} was not found to read it. Install tesseract-ocr and tesseract-ocr-fra, or set Documents:Tesseract and Documents:OcrLanguages.",
        $"{Show(name)} est une image de texte, et {program} est introuvable pour la lire. Installez tesseract-ocr et tesseract-ocr-fra, ou réglez Documents:Tesseract et Documents:OcrLanguages.", inner: inner);

    public static DocumentException TooManyScannedPages(string name, int pages, int limit) => new("too_many_pages",
        $"{Show(name)} has {pages} pages without text, more than the limit of {limit} that are recognised.", $"{Show(name)} a {pages} pages sans texte, plus que la limite de {limit} pages reconnues.");

    public static DocumentException ImageTooLarge(string name, int limit) => new("too_large",
        $"{Show(name)} has more than {limit / 1_000_000} million pixels.", $"{Show(name)} a plus de {limit / 1_000_000} millions de pixels.");

    public static DocumentException Truncated(string name) => new("truncated",
        $"{Show(name)} ends in the middle; send the complete file.", $"{Show(name)} est tronqué ; envoyez le fichier complet.");

    public static DocumentException Corrupt(string name, Exception? inner = null) => new("corrupt",
        $"{Show(name)} is damaged and can't be read.", $"{Show(name)} est endommagé et ne peut pas être lu.", inner: inner);

    public static DocumentException ZipBomb(string name) => new("zip_bomb",
        $"{Show(name)} unpacks to far more than it should; it was not opened.", $"{Show(name)} se décompresse de façon démesurée ; il n'a pas été ouvert.");

    public static DocumentException Macros(string name) => new("macros",
        $"{Show(name)} contains macros; send it as a DOCX or PDF without them.", $"{Show(name)} contient des macros ; envoyez-le en DOCX ou en PDF, sans macros.");

    public static DocumentException TwoFormats(string name) => new("ambiguous_type",
        $"{Show(name)} is of two formats at once; send it in one.", $"{Show(name)} a deux formats à la fois ; envoyez-le dans un seul.");

    public static DocumentException TooNested(string name, Exception inner) => new("too_nested",
        $"{Show(name)} nests its elements too deeply to be read.", $"{Show(name)} imbrique ses éléments trop profondément pour être lu.", inner: inner);

    public static DocumentException TooManyPages(string name, long pages, int limit) => new("too_many_pages",
        $"{Show(name)} has {pages} pages, more than the limit of {limit}.", $"{Show(name)} a {pages} pages, plus que la limite de {limit}.");

    public static DocumentException TooComplex(string name) => new("too_complex",
        $"{Show(name)} needs more memory to be read than it is given.", $"{Show(name)} demande plus de mémoire que prévu pour être lu.");

    public static DocumentException TimedOut(string name, TimeSpan limit) => new("timed_out",
        $"{Show(name)} could not be read within {limit.TotalSeconds:0.#} s.", $"{Show(name)} n'a pas pu être lu en {limit.TotalSeconds:0.#} s.", retryable: true);

    public static DocumentException ReaderFailed(string name) => new("reader_failed",
        $"{Show(name)} made its reader fail; it was not read.", $"{Show(name)} a fait échouer sa lecture ; il n'a pas été lu.");

    public static DocumentException ReaderUnavailable(string name, Exception? inner = null) => new("reader_unavailable",
        $"{Show(name)} can't be read now: its reader does not start.", $"{Show(name)} ne peut pas être lu maintenant : sa lecture ne démarre pas.", retryable: true, inner);

    public static DocumentException PdfReaderMissing(string name, string program, Exception inner) => new("pdf_reader_missing",
        $"{Show(name)} can't be read: {program} was not found. Install poppler-utils, or set Documents:PdfToText and Documents:PdfInfo.",
        $"{Show(name)} ne peut pas être lu : {program} est introuvable. Installez poppler-utils, ou réglez Documents:PdfToText et Documents:PdfInfo.", inner: inner);

    public static DocumentException FetchRefused(string url, string reason, string raison) => new("fetch_refused",
        $"{Show(url)} was not fetched: {reason}.", $"{Show(url)} n'a pas été téléchargé : {raison}.");

    public static DocumentException FetchFailed(string url, Exception inner) => new("fetch_failed",
        $"{Show(url)} could not be reached.", $"{Show(url)} est injoignable.", retryable: true, inner);

    public static DocumentException FetchAnswered(string url, int status) => new("fetch_failed",
        $"{Show(url)} answered {status}.", $"{Show(url)} a répondu {status}.", retryable: status is 408 or 429 or >= 500) { HttpStatus = status };

    public static DocumentException TooManyRedirects(string url, int limit) => new("too_many_redirects",
        $"{Show(url)} redirects more than {limit} times.", $"{Show(url)} redirige plus de {limit} fois.");

    // Names come from untrusted senders and appear in logs, terminals and pages.
    private static string Show(string name)
    {
        var clean = new string([.. name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format).Take(120)]).Trim();
        return clean.Length == 0 ? "The document" : clean;
    }

    private static string Size(long bytes, string unit = "B") =>
        bytes >= 1 << 20 ? $"{bytes / (1 << 20)} Mi{unit}" : $"{bytes / 1024.0:0.#} Ki{unit}";
}
