using System.ComponentModel;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AspireStreaming.Api.Export;
using AspireStreaming.Edge;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests;

/// <summary><c>docs/configuration.md</c> is generated from the option classes. With <c>UPDATE_DOCS=1</c> the test writes it anew.</summary>
public sealed partial class ConfigurationDocsTests
{
    [Fact]
    public void TheConfigurationDocumentIsThatOfTheOptionClasses()
    {
        string path = Path.Combine(Repository.Root, "docs", "configuration.md");
        string expected = Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Generate()
    {
        var text = new StringBuilder("""
            # Configuration

            Generated from the option classes by `ConfigurationDocsTests` (`UPDATE_DOCS=1 ./test.sh --filter ConfigurationDocsTests`).

            Settings are read from `appsettings.json`, environment variables (`Streaming__Lease=00:00:05`) and arguments
            (`--Streaming:Lease=00:00:05`). A time is written as `[days.]hours:minutes:seconds`. A wrong value ends the process at its start. The
            error names the key, the value and what is allowed.

            """);
        var types = new[] { typeof(StreamingOptions), typeof(WorkerOptions), typeof(ApiOptions), typeof(ExportOptions), typeof(AiOptions) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section") is not null)
            .Distinct()
            .OrderBy(Section, StringComparer.Ordinal);
        foreach (var type in types)
        {
            text.Append($"\n## {Section(type)}\n\n| setting | default | allowed | |\n|---|---|---|---|\n");
            object defaults = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                string allowed = CheckedOptions.Allowed(property).Replace("|", "\\|", StringComparison.Ordinal);
                text.Append($"| `{Section(type)}:{property.Name}` | {Default(property, defaults)} | {allowed} | {Summary(property)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Section(Type type) => (string)type.GetField("Section")!.GetRawConstantValue()!;

    private static string Default(PropertyInfo property, object defaults)
    {
        if (property.GetCustomAttribute<DefaultValueAttribute>() is { Value: string computed })
        {
            return computed;
        }

        return property.GetValue(defaults) is var value && value is System.Collections.IList ? "" : CheckedOptions.Text(value);
    }

    private static string Summary(PropertyInfo property)
    {
        var file = XDocument.Load(Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml"));
        var summary = file.Descendants("member").Single(member => (string?)member.Attribute("name") == $"P:{property.DeclaringType.FullName}.{property.Name}").Element("summary")!;
        foreach (var code in summary.Elements().ToList())
        {
            string name = code.Attribute("cref") is { } reference ? reference.Value[(reference.Value.LastIndexOf('.') + 1)..] : code.Value;
            code.ReplaceWith(new XText($"`{name}`"));
        }

        // The last sentence repeats the columns: 1 to 256; 4 by default.
        return Repeated().Replace(Spaces().Replace(summary.Value, " ").Trim(), "");
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\s(\d|Zero|Empty|True)[^.]*( to [^.]*)? by default\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repeated();
}
