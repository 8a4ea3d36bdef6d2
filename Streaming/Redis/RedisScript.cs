using System.Reflection;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The Lua scripts, embedded as files. Each is one atomic step of the store.</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Create = new("create");
    public static readonly RedisScript Append = new("append");
    public static readonly RedisScript Begin = new("begin");
    public static readonly RedisScript NoteSpan = new("note_span");
    public static readonly RedisScript Cancel = new("cancel");
    public static readonly RedisScript Delete = new("delete");
    public static readonly RedisScript Revoke = new("revoke");
    public static readonly RedisScript Claim = new("claim");
    public static readonly RedisScript Renew = new("renew");
    public static readonly RedisScript Complete = new("complete");
    public static readonly RedisScript Abandon = new("abandon");
    public static readonly RedisScript RemoveEmpty = new("remove_empty");
    public static readonly RedisScript AddItems = new("add_items");
    public static readonly RedisScript ForgetWorkers = new("forget_workers");
    public static readonly RedisScript MarkActive = new("mark_active");
    public static readonly RedisScript Overdue = new("overdue");
    public static readonly RedisScript Measure = new("measure");
    public static readonly RedisScript Mark = new("mark");
    public static readonly RedisScript Memory = new("memory");
    public static readonly RedisScript Slots = new("slots");
    public static readonly RedisScript Take = new("take");
    public static readonly RedisScript AddActive = new("add_active");
    public static readonly RedisScript AddToThread = new("add_to_thread");

    private RedisScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        Text = reader.ReadToEnd();
        Name = name;
    }

    public string Name { get; }

    public string Text { get; }
}
