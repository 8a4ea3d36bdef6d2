using AspireStreaming.Worker.Intelligence;
using Xunit.Abstractions;

namespace AspireStreaming.Tests.Worker.Intelligence;

/// <summary>
/// <c>dotnet test --filter LabelledSet</c> prints precision, recall and F1 by field, over the whole labelled set and over the part
/// that was not used to improve the readers. The table is also written to <c>TestResults/labelled-set.txt</c>.
/// </summary>
public sealed class LabelledSetTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryFieldReachesNinetyPercent()
    {
        var reader = new CvReader();
        var (all, heldOut, tuned) = (new FieldScores(), new FieldScores(), new FieldScores());
        var documents = LabelledDocument.All();
        foreach (var document in documents)
        {
            var profile = reader.Read(document.Text, FieldScores.Today);
            all.Add(document, profile);
            (document.HeldOut ? heldOut : tuned).Add(document, profile);
        }

        var report = string.Join('\n',
            all.Table($"All {documents.Count} documents"),
            tuned.Table("Tuned on"),
            heldOut.Table("Held out"),
            "Errors outside the held-out part:", string.Join('\n', tuned.Errors));
        output.WriteLine(report);
        Write(report);

        Assert.True(documents.Count >= 36);
        Assert.All(FieldScores.Fields, field => Assert.True(all.F1(field) >= 0.90, $"{field}: F1 {all.F1(field):0.000}\n{report}"));
    }

    // Two runs at once may write the same file: the file of the last run stays, complete.
    private static void Write(string report)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults"));
        var temporary = Path.Combine(folder.FullName, $"labelled-set.{Guid.NewGuid():N}.tmp");
        File.WriteAllText(temporary, report);
        File.Move(temporary, Path.Combine(folder.FullName, "labelled-set.txt"), overwrite: true);
    }
}
