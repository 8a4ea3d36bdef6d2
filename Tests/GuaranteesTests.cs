using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests;

/// <summary>Each promise in <c>docs/guarantees.md</c>, each threat in <c>docs/security.md</c> and each rule in <c>docs/upgrade.md</c> names the tests that show it; they must exist, and one of them runs each time.</summary>
public sealed partial class GuaranteesTests
{
    [Theory]
    [InlineData("guarantees.md", "| Promise")]
    [InlineData("security.md", "| Threat")]
    [InlineData("upgrade.md", "| What")]
    public void EveryPromiseNamesTestsThatExist(string document, string header)
    {
        var methods = typeof(GuaranteesTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(IsTest).Select(method => (Name: $"{type.Name.Split('`')[0]}.{method.Name}", Long: IsLong(method) || IsLong(type))))
            .ToLookup(test => test.Name, test => test.Long, StringComparer.Ordinal);
        var tables = File.ReadAllText(Path.Combine(Repository.Root, "docs", document)).Split("\n\n").Where(part => part.StartsWith(header, StringComparison.Ordinal));
        var rows = tables.SelectMany(table => table.TrimEnd().Split('\n').Skip(2)).ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var named = Named().Matches(row).Select(match => match.Value.Trim('`')).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.True(methods.Contains(name), $"{name} is no test"));
            Assert.Contains(named, name => methods[name].Contains(false));
        });
    }

    private static bool IsTest(System.Reflection.MethodInfo method) =>
        method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0;

    private static bool IsLong(System.Reflection.MemberInfo member) => member.CustomAttributes.Any(attribute =>
        attribute.AttributeType == typeof(TraitAttribute) && (string?)attribute.ConstructorArguments[1].Value == "Long");

    // `WatchTests.EveryCursorContinuesWithExactlyTheFollowingEvents`
    [GeneratedRegex("`[A-Z][A-Za-z]+(Tests|Contract)\\.[A-Z]\\w+`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
