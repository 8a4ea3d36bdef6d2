using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

public class SampleDocumentTests
{
    [Theory]
    [InlineData("alex-johnson.pdf", DocumentKind.Pdf, "Lead Developer | AppFactory | 2021 - Present\n- Architected")]
    [InlineData("openresume-resume.pdf", DocumentKind.Pdf, "Software Engineer\tMay 2023 - Present\n• Lead a cross-functional team of 5 engineers in developing a search bar, which enables thousands of daily active users to search content across the entire platform\n• Create")]
    [InlineData("openresume-resume.pdf", DocumentKind.Pdf, "Discovered and fixed 5 bugs")]
    [InlineData("laverne-resume.pdf", DocumentKind.Pdf, "Leo Leopard\n555 La Verne Way, La Verne, CA\nlleopard@laverne.edu\n(909) 555-5555")]
    [InlineData("laverne-resume.pdf", DocumentKind.Pdf, "LionLike MindState, Pomona, CA\tJune 2012 – Present\nVolunteer\n• Plan two")]
    [InlineData("jane-smith.docx", DocumentKind.Docx, "JANE SMITH\nData Scientist | jane.smith@example.com | New York, NY\n\nSummary\n")]
    [InlineData("john-doe.txt", DocumentKind.Text, "Senior Software Engineer | TechCorp Inc. | 2021 - Present\n- Designed")]
    [InlineData("richard-hendriks.resume.json", DocumentKind.Json, "Richard Hendriks\nProgrammer\nrichard.hendriks@mail.com | (912) 555-4321")]
    [InlineData("richard-hendriks.resume.json", DocumentKind.Json, "CEO/President | Pied Piper | Palo Alto, CA | 2013-12-01 - 2014-12-01")]
    [InlineData("web-developer.job.json", DocumentKind.Json, "Web Developer\nMicrosoft\n")]
    [InlineData("web-developer.job.json", DocumentKind.Json, "Qualifications\n- Bachelor's degree in Computer Science or related field\n")]
    [InlineData("web-developer.job.json", DocumentKind.Json, "- Web Development (Master): HTML, CSS, JavaScript, React, Node.js")]
    public async Task TextOfARealDocumentIsReadable(string name, string kind, string part)
    {
        var document = await Read.Bytes(Read.Sample(name), name);

        Assert.Equal(kind, document.Kind);
        Assert.Contains(part, document.Text);
        Assert.Equal(kind == DocumentKind.Pdf ? 1 : null, document.Pages);
    }
}
