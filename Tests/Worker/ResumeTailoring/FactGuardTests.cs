using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public class FactGuardTests
{
    private static readonly FactGuard Guard = new(Samples.Engineer.Text);

    [Theory]
    [InlineData("Senior Software Engineer with 6+ years of experience, skilled in Go and Kafka.")]
    [InlineData("Languages: Go, Python, TypeScript")]
    [InlineData("Managed a team of 4")]
    [InlineData("03/2021 - Present")]
    [InlineData("June 2018")]
    public void AFactOfTheResumePasses(string text) => Assert.Null(Guard.FindInvention(text));

    [Theory]
    [InlineData("Senior Software Engineer with 9 years of experience", "9")]
    [InlineData("Skilled in Rust and Go", "Rust")]
    [InlineData("Principal Engineer", "Principal Engineer")]
    [InlineData("Senior Software Engineer at Google", "Google")]
    [InlineData("Reduced API latency by 45%", "45%")]
    [InlineData("Managed a team of 40", "40")]
    [InlineData("04/2021 - Present", "ym202104")]
    [InlineData("Blue Labs", "Blue Labs")]
    public void AnInventionIsNamed(string text, string invention) => Assert.Contains(invention, Guard.FindInvention(text), StringComparison.Ordinal);
}
