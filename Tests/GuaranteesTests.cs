using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests;

/// <summary>Each promise in <c>docs/guarantees.md</c> names the tests that show it; those tests must exist.</summary>
public sealed partial class GuaranteesTests
{
    [Fact]
    public void EveryPromiseNamesTestsThatExist()
    {
        var methods = typeof(GuaranteesTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(IsTest).Select(method => $"{type.Name.Split('`')[0]}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "guarantees.md"))
            .Where(line => line.StartsWith('|') && !line.StartsWith("| Promise", StringComparison.Ordinal) && !line.StartsWith("|---", StringComparison.Ordinal))
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

    // `WatchTests.EveryCursorContinuesWithExactlyTheFollowingEvents`
    [GeneratedRegex("`[A-Z][A-Za-z]+(Tests|Contract)\\.[A-Z]\\w+`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
