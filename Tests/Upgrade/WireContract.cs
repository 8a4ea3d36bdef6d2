using System.Reflection;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Serialization;

namespace AspireStreaming.Tests.Upgrade;

/// <summary>
/// Every member that is written as JSON into Redis or to clients, one a line: <c>step_progress.work.ms number?</c>. The mark means that a
/// reader does without it.
/// </summary>
internal static class WireContract
{
    private static readonly Dictionary<string, Type> Others = new()
    {
        ["(snapshot)"] = typeof(JobSnapshot), ["(node)"] = typeof(NodeInfo), ["(pipeline)"] = typeof(PipelineDescriptor), ["(file)"] = typeof(StoredFile),
        ["(backlog item)"] = typeof(BacklogItem),
    };

    public static IReadOnlyList<string> Lines() =>
    [
        .. typeof(EventPayload).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EventPayload)))
            .Select(type => (Name: Snake(type.Name[..^"Event".Length]), type)).Concat(Others.Select(other => (other.Key, other.Value)))
            .SelectMany(part => Members(part.Item1, part.Item2)).Order(StringComparer.Ordinal),
    ];

    /// <returns>Why a reader or writer of the version that wrote <paramref name="earlier"/> does not work with one of <paramref name="now"/>.</returns>
    public static IEnumerable<string> Conflicts(IReadOnlyCollection<string> earlier, IReadOnlyCollection<string> now)
    {
        var names = earlier.Select(Name).ToHashSet();
        foreach (string line in earlier.Except(now))
        {
            yield return $"{line} is gone or has another form: readers of the earlier version expect it";
        }

        // A part that is new altogether has no earlier readers.
        foreach (string line in now.Except(earlier).Where(line => !names.Contains(Name(line)) && !line.EndsWith('?') && names.Any(name => Parent(name) == Parent(Name(line)))))
        {
            yield return $"{line} is new and needed: the earlier version does not write it";
        }
    }

    private static IEnumerable<string> Members(string path, Type type)
    {
        var parameters = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters().ToDictionary(p => p.Name!, StringComparer.Ordinal);
        foreach (var property in type.GetProperties().Where(property => property.Name != "EqualityContract" && !(property.Name == "Type" && type.IsSubclassOf(typeof(EventPayload)))))
        {
            string name = $"{path}.{Snake(property.Name)}";
            bool optional = !parameters.TryGetValue(property.Name, out var parameter) || parameter.HasDefaultValue
                || new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable;
            var (item, suffix) = Item(property.PropertyType);
            yield return $"{name}{suffix} {Form(item)}{(optional ? "?" : "")}";
            if (Form(item) == "object")
            {
                foreach (string member in Members(name + suffix, item))
                {
                    yield return member;
                }
            }
        }
    }

    private static (Type Item, string Suffix) Item(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || !type.IsGenericType)
        {
            return (type, "");
        }

        var (item, suffix) = Item(type.GetGenericArguments()[^1]);
        return (item, (type.GetGenericArguments().Length == 1 ? "[]" : "{}") + suffix);
    }

    private static string Form(Type type) => type switch
    {
        _ when type.IsEnum => string.Join('|', Enum.GetNames(type).Select(Snake)),
        _ when type == typeof(JsonElement) => "any",
        _ when type == typeof(string) || type == typeof(Guid) || type == typeof(DateTimeOffset) => "string",
        _ when type == typeof(bool) => "boolean",
        _ when type.IsPrimitive => "number",
        _ => "object",
    };

    private static string Name(string line) => line[..line.LastIndexOf(' ')];

    private static string Parent(string name) => name[..name.LastIndexOf('.')];

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
