using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The Lua scripts, embedded as files: each is one atomic step of the store. Each gets one argument more than it knows of, and
/// its reply comes together with that: <c>[ "17", reply ]</c>. See <see cref="RedisCommands.ScriptAsync"/>.
/// </summary>
[SuppressMessage("Security", "CA5350", Justification = "The name that Redis gives a script.")]
internal sealed class RedisScript
{
    public static readonly RedisScript Create = new("create");
    public static readonly RedisScript Append = new("append");
    public static readonly RedisScript Begin = new("begin");
    public static readonly RedisScript Cancel = new("cancel");
    public static readonly RedisScript Delete = new("delete");
    public static readonly RedisScript Renew = new("renew");
    public static readonly RedisScript Complete = new("complete");
    public static readonly RedisScript Abandon = new("abandon");
    public static readonly RedisScript Read = new("read");
    public static readonly RedisScript AddItems = new("add_items");
    public static readonly RedisScript ForgetWorkers = new("forget_workers");

    private RedisScript(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream);
        Text = $"local tag = table.remove(ARGV)\nlocal function run()\n{reader.ReadToEnd()}\nend\nreturn {{ tag, run() or false }}\n";
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    public string Text { get; }

    /// <summary>What Redis knows the script by, once it has had the text.</summary>
    public byte[] Hash { get; }
}
