using AspireStreaming.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace AspireStreaming.Tests.Operations;

/// <summary><c>deploy/compose.yaml</c>. A member that is not here is an error.</summary>
internal sealed class ComposeFile
{
    [YamlMember(Alias = "x-program")]
    public object? Program { get; set; }

    [YamlMember(Alias = "x-settings")]
    public object? Settings { get; set; }

    [YamlMember(Alias = "name")]
    public string Name { get; set; } = "";

    [YamlMember(Alias = "services")]
    public Dictionary<string, ComposeService> Services { get; set; } = [];

    [YamlMember(Alias = "volumes")]
    public Dictionary<string, object?> Volumes { get; set; } = [];

    [YamlMember(Alias = "networks")]
    public Dictionary<string, Dictionary<string, string>?> Networks { get; set; } = [];

    public static ComposeFile Read() => Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "compose.yaml")));

    public static ComposeFile Parse(string yaml) =>
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<ComposeFile>(new MergingParser(new Parser(new StringReader(yaml))));
}

/// <summary>One service of it.</summary>
internal sealed class ComposeService
{
    [YamlMember(Alias = "image")]
    public string Image { get; set; } = "";

    [YamlMember(Alias = "restart")]
    public string Restart { get; set; } = "";

    [YamlMember(Alias = "command")]
    public List<string> Command { get; set; } = [];

    [YamlMember(Alias = "user")]
    public string User { get; set; } = "";

    [YamlMember(Alias = "read_only")]
    public bool ReadOnly { get; set; }

    [YamlMember(Alias = "tmpfs")]
    public List<string> Tmpfs { get; set; } = [];

    [YamlMember(Alias = "cap_drop")]
    public List<string> CapDrop { get; set; } = [];

    [YamlMember(Alias = "security_opt")]
    public List<string> SecurityOpt { get; set; } = [];

    [YamlMember(Alias = "depends_on")]
    public Dictionary<string, Dictionary<string, string>> DependsOn { get; set; } = [];

    [YamlMember(Alias = "healthcheck")]
    public ComposeHealthCheck HealthCheck { get; set; } = new();

    [YamlMember(Alias = "environment")]
    public Dictionary<string, string> Environment { get; set; } = [];

    [YamlMember(Alias = "stop_grace_period")]
    public string StopGracePeriod { get; set; } = "";

    [YamlMember(Alias = "mem_limit")]
    public string MemLimit { get; set; } = "";

    [YamlMember(Alias = "ports")]
    public List<string> Ports { get; set; } = [];

    [YamlMember(Alias = "volumes")]
    public List<string> Volumes { get; set; } = [];

    [YamlMember(Alias = "networks")]
    public List<string> Networks { get; set; } = [];
}

/// <summary>How a service tells that it is healthy.</summary>
internal sealed class ComposeHealthCheck
{
    [YamlMember(Alias = "test")]
    public List<string> Test { get; set; } = [];

    [YamlMember(Alias = "interval")]
    public string Interval { get; set; } = "";

    [YamlMember(Alias = "timeout")]
    public string Timeout { get; set; } = "";

    [YamlMember(Alias = "start_period")]
    public string StartPeriod { get; set; } = "";
}
