using System.Reflection;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The Lua scripts, embedded as files: each is one atomic step of the store. Each gets one argument more than it knows of, and
/// its reply comes together with that: <c>[ "17", reply ]</c>. See <see cref="RedisCommands.ScriptAsync"/>.
/// </summary>
internal static class RedisScript
{
    public static readonly string Create = Load("create");
    public static readonly string Append = Load("append");
    public static readonly string Begin = Load("begin");
    public static readonly string Cancel = Load("cancel");
    public static readonly string Delete = Load("delete");
    public static readonly string Renew = Load("renew");
    public static readonly string Complete = Load("complete");
    public static readonly string Abandon = Load("abandon");
    public static readonly string Read = Load("read");
    public static readonly string AddItems = Load("add_items");
    public static readonly string ForgetWorkers = Load("forget_workers");

    private static string Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        return $"local tag = table.remove(ARGV)\nlocal function run()\n{reader.ReadToEnd()}\nend\nreturn {{ tag, run() }}\n";
    }
}
