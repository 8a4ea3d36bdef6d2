using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Security;

/// <summary>Each threat in <c>docs/security*.md</c> names the tests that show its answer; those tests must exist.</summary>
public sealed partial class SecurityDocsTests
{
    [Fact]
    public void EveryThreatNamesTestsThatExist()
    {
        var methods = typeof(SecurityDocsTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(IsTest).Select(method => $"{type.Name.Split('`')[0]}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "security*.md")
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith('|') && !line.StartsWith("| Threat", StringComparison.Ordinal) && !line.StartsWith("|---", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var named = Named().Matches(row).Select(match => match.Value.Trim('`')).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.Contains(name, methods));
        });
    }

    private static bool IsTest(System.Reflection.MethodInfo method) =>
        method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0;

    // `PrivacyTests.NoInputAndNoKeyIsInALogATraceOrAMetric`
    [GeneratedRegex("`[A-Z][A-Za-z]+(Tests|Contract)\\.[A-Z]\\w+`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
