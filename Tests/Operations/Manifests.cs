using AspireStreaming.Tests.Support;
using k8s;
using k8s.Models;

namespace AspireStreaming.Tests.Operations;

/// <summary>The resources of <c>deploy/kubernetes</c>, as the client of Kubernetes reads them. A field that it does not know is an error.</summary>
internal sealed class Manifests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "kubernetes");

    private readonly List<object> _all = [.. Directory.EnumerateFiles(Folder, "*.yaml").Order().SelectMany(file => Read(File.ReadAllText(file)))];

    public int Count => _all.Count;

    public static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public static IReadOnlyList<object> Read(string yaml) => KubernetesYaml.LoadAllFromString(yaml, null, strict: true);

    public IReadOnlyList<T> All<T>() => [.. _all.OfType<T>()];

    public T One<T>(string name)
        where T : IMetadata<V1ObjectMeta> => Assert.Single(All<T>(), resource => resource.Metadata.Name == name);

    /// <summary>The pods of all parts, by the name of the part.</summary>
    public IReadOnlyDictionary<string, V1PodTemplateSpec> Pods() => All<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template))
        .Concat(All<V1StatefulSet>().Select(s => (s.Metadata.Name, s.Spec.Template)))
        .ToDictionary(part => part.Name, part => part.Template);

    public V1Container Container(string part) => Assert.Single(Pods()[part].Spec.Containers);

    /// <summary>The variables of a part's container, those of its ConfigMaps too. Null for a value that is somewhere else.</summary>
    public IReadOnlyDictionary<string, string?> Variables(string part)
    {
        var container = Container(part);
        var variables = new Dictionary<string, string?>();
        foreach (var source in (container.EnvFrom ?? []).Where(source => source.ConfigMapRef is not null))
        {
            foreach (var (name, value) in One<V1ConfigMap>(source.ConfigMapRef.Name).Data)
            {
                variables.Add(name, value);
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            variables.Add(variable.Name, variable.Value);
        }

        return variables;
    }
}
