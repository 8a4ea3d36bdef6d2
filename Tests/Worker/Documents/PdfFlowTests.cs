namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Columns that go on over pages.</summary>
public class PdfFlowTests
{
    [Fact]
    public async Task TheLeftColumnGoesOnOnTheNextPage()
    {
        var lines = await Lines(FirstPage().NewPage().Lines(50, 780, "Harborline Ferries, Clerk", "May 2012 - June 2015", "Sold tickets on the quay and kept the till")
            .Lines(50, 720, "EDUCATION", "Diploma in Tourism, Lakeside College").Build());

        Assert.Equal(["Oakline Hotels, Night Porter", "July 2015 - August 2020", "Kept the keys and the books at night", "Harborline Ferries, Clerk"], lines[1..5]);
        Assert.True(Array.IndexOf(lines, "SKILLS") > Array.IndexOf(lines, "EDUCATION"));
    }

    [Fact]
    public async Task APageThatBeginsWithAHeadingStaysBehindThePageBefore()
    {
        var lines = await Lines(FirstPage().NewPage().Lines(50, 780, "EDUCATION", "Diploma in Tourism, Lakeside College", "2009 - 2012").Build());

        Assert.True(Array.IndexOf(lines, "SKILLS") < Array.IndexOf(lines, "EDUCATION"));
    }

    private static PdfBuilder FirstPage() => new PdfBuilder()
        .Lines(50, 780, "EXPERIENCE", "Oakline Hotels, Night Porter", "July 2015 - August 2020", "Kept the keys and the books at night")
        .Lines(400, 780, "SKILLS", "Night audit", "First aid", "Bookkeeping", "Guest service");

    private static async Task<string[]> Lines(byte[] pdf) => (await Read.Bytes(pdf)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
