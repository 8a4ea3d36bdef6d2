using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// A prompt's file, <c>Prompts/&lt;name&gt;.md</c>: the system's part, a line <c>---</c>, the user's part. Without that line: only the user's part.
/// <c>{{language}}</c> is a trusted setting. <c>{{document:cv}}</c> is untrusted text: it stands between two tags with a
/// random number that it can't know, and the prompt declares it to be data.
/// </summary>
public sealed partial class PromptTemplate
{
    private const int MaxSettingLength = 200;

    private static readonly ConcurrentDictionary<string, PromptTemplate> Loaded = new(StringComparer.Ordinal);

    private readonly string _system;
    private readonly string _user;

    private PromptTemplate(string name, string text)
    {
        Name = name;
        Text = text;
        var parts = text.Split("\n---\n", 2);
        _system = parts.Length == 2 ? parts[0].Trim() : "";
        _user = parts[^1].Trim();
    }

    public string Name { get; }
    public string Text { get; }

    /// <param name="name">File name without <c>.md</c>; unique within the assembly.</param>
    /// <exception cref="ArgumentException">The prompt does not exist.</exception>
    public static PromptTemplate Load(string name) => Loaded.GetOrAdd(name, static name =>
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream($"prompt:{name}")
            ?? throw new ArgumentException($"There is no prompt '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return new PromptTemplate(name, reader.ReadToEnd().ReplaceLineEndings("\n").Trim());
    });

    /// <param name="documents">Untrusted text by placeholder.</param>
    /// <param name="settings">Trusted values by placeholder: one line each, never taken from a document.</param>
    /// <exception cref="ArgumentException">A placeholder without a value, a value without a placeholder, or a setting that looks like a document.</exception>
    public Prompt Render(IReadOnlyDictionary<string, string>? documents = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        documents ??= new Dictionary<string, string>();
        settings ??= new Dictionary<string, string>();
        var unused = documents.Keys.Concat(settings.Keys).ToHashSet(StringComparer.Ordinal);
        var tag = "document-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

        // The template is read in one pass, so that a placeholder inside a document stays text.
        string Fill(string template) => Placeholder().Replace(template, match =>
        {
            var name = match.Groups["name"].Value;
            var isDocument = match.Groups["document"].Success;
            if (!(isDocument ? documents : settings).TryGetValue(name, out var value))
                throw new ArgumentException($"The prompt '{Name}' needs '{name}'.");
            unused.Remove(name);
            return isDocument ? $"<{tag} name=\"{name}\">\n{Clean(value)}\n</{tag}>" : RequireSetting(name, value);
        });

        var system = Fill(_system);
        var user = Fill(_user);
        if (unused.Count > 0)
            throw new ArgumentException($"The prompt '{Name}' has no place for '{string.Join("', '", unused)}'.");

        if (documents.Count > 0)
            system = $"{system}\n\n{Load("untrusted").Text.Replace("{{tag}}", tag, StringComparison.Ordinal)}".TrimStart();
        var messages = new List<ChatMessage>(2);
        if (system.Length > 0)
            messages.Add(new(ChatRole.System, system));
        messages.Add(new(ChatRole.User, user));
        return new Prompt(Name, messages);
    }

    private static string RequireSetting(string name, string value) =>
        value.Length <= MaxSettingLength && !value.Any(char.IsControl)
            ? value
            : throw new ArgumentException($"The setting '{name}' is not one short line: pass it as a document.");

    /// <summary>Drops characters that only a model sees: control characters, and format characters such as Unicode tags.</summary>
    private static string Clean(string document)
    {
        var clean = new StringBuilder(document.Length);
        foreach (var rune in document.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
                clean.Append((char)rune.Value);
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse)
                clean.Append(' '); // a page break or a bullet of a symbol font separates words
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
                clean.Append(rune.ToString());
        }
        return clean.ToString();
    }

    [GeneratedRegex(@"\{\{(?<document>document:)?(?<name>[a-z_]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
