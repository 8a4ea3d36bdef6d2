using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Events of every type with hostile text in every member. It finds the types and their members by itself, so that a new type is covered.</summary>
internal sealed class HostileEvents(HostileInput input)
{
    private static readonly Type[] Payloads =
        [.. typeof(EventPayload).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EventPayload))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static readonly ConcurrentDictionary<Type, (ConstructorInfo Constructor, bool[] Optional)> Constructors = new();

    public JobEvent Next(Guid jobId, EventId id) => EventEncoder.Encode(jobId, id, DateTimeOffset.UnixEpoch, Payload());

    public EventPayload Payload() => (EventPayload)Value(Payloads[input.Random.Next(Payloads.Length)], optional: false)!;

    /// <summary>The start of a job's log.</summary>
    public List<JobEvent> Log(Guid jobId, int length) => [.. Enumerable.Range(1, length).Select(seq => Next(jobId, new EventId(1, seq)))];

    private object? Value(Type type, bool optional)
    {
        if (optional && input.Random.Next(3) == 0)
        {
            return null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return input.Text();
        }

        if (type == typeof(JsonElement))
        {
            return input.Json();
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(input.Random.Next(Enum.GetValues(type).Length));
        }

        if (type == typeof(Guid))
        {
            return new Guid(input.Random.Next(), 1, 2, new byte[8]);
        }

        if (type == typeof(DateTimeOffset))
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(input.Random.Next());
        }

        if (type == typeof(bool))
        {
            return input.Random.Next(2) == 0;
        }

        if (type.IsPrimitive)
        {
            return type == typeof(double) ? input.Random.NextDouble() * 1e6 : Convert.ChangeType(input.Random.Next(100), type, null);
        }

        return type.IsGenericType ? Collection(type) : Record(type);
    }

    private object Collection(Type type)
    {
        var item = type.GetGenericArguments()[^1];
        int count = input.Random.Next(4);
        if (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(item, count);
            for (int i = 0; i < count; i++)
            {
                list.SetValue(Value(item, optional: false), i);
            }

            return list;
        }

        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        for (int i = 0; i < count; i++)
        {
            map[$"{i}{input.Text()}"] = Value(item, optional: false);
        }

        return map;
    }

    private object Record(Type type)
    {
        var (constructor, optional) = Constructors.GetOrAdd(type, static type =>
        {
            var widest = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
            var nullability = new NullabilityInfoContext();
            return (widest, [.. widest.GetParameters().Select(p => nullability.Create(p).WriteState == NullabilityState.Nullable)]);
        });
        return constructor.Invoke([.. constructor.GetParameters().Select((p, i) => Value(p.ParameterType, optional[i]))]);
    }
}
