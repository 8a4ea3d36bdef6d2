using AspireStreaming.Tests.Support;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using YamlDotNet.Core;

namespace AspireStreaming.Tests.Operations;

/// <summary>The resources of <c>deploy/kubernetes</c> fit together, and what the processes do.</summary>
public sealed class ManifestTests
{
    private static readonly string[] Programs = ["api", "worker"];

    private readonly Manifests _manifests = new();

    [Fact]
    public void AFieldThatKubernetesDoesNotKnowIsAnError()
    {
        string api = Manifests.Text("api.yaml");
        Assert.Equal(4, Manifests.Read(api).Count);
        Assert.ThrowsAny<YamlException>(() => Manifests.Read(api.Replace("terminationGracePeriodSeconds", "terminationGraceSeconds", StringComparison.Ordinal)));
        Assert.ThrowsAny<YamlException>(() => Manifests.Read(api.Replace("averageValue", "average", StringComparison.Ordinal)));
        Assert.True(_manifests.Count >= 18, $"{_manifests.Count} resources");
    }

    [Fact]
    public void NoPodHasRights() => Assert.All(_manifests.Pods(), pod =>
    {
        var (spec, container) = (pod.Value.Spec, _manifests.Container(pod.Key));
        Assert.False(spec.AutomountServiceAccountToken);
        Assert.False(spec.EnableServiceLinks); // variables of services, such as API_PORT, are names of settings
        Assert.True(spec.SecurityContext.RunAsNonRoot);
        Assert.True(spec.SecurityContext.RunAsUser > 0);
        Assert.Equal("RuntimeDefault", spec.SecurityContext.SeccompProfile.Type);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Null(container.SecurityContext.Capabilities.Add);
        Assert.True(spec.HostNetwork is null && spec.HostPID is null && container.SecurityContext.Privileged is null);
        Assert.All(["cpu", "memory"], resource => Assert.Contains(resource, container.Resources.Requests));
        Assert.Contains("memory", container.Resources.Limits);
        Assert.Equal(
            pod.Key == "redis" ? ["/data"] : (string[])["/tmp"], container.VolumeMounts.Select(mount => mount.MountPath)); // all that can be written
    });

    [Fact]
    public void EverySelectorFindsItsPods()
    {
        var pods = _manifests.Pods();
        Assert.All(_manifests.All<V1Deployment>(), d => Assert.True(Matches(d.Spec.Selector, pods[d.Metadata.Name])));
        Assert.All(_manifests.All<V1StatefulSet>(), s => Assert.True(Matches(s.Spec.Selector, pods[s.Metadata.Name])));
        Assert.All(_manifests.All<V1PodDisruptionBudget>(), budget => Assert.Equal([budget.Metadata.Name], Selected(budget.Spec.Selector)));
        Assert.All(_manifests.All<V1Service>(), service =>
        {
            Assert.Equal([service.Metadata.Name], Selected(new V1LabelSelector { MatchLabels = service.Spec.Selector }));
            Assert.All(service.Spec.Ports, port => Assert.Contains(_manifests.Container(service.Metadata.Name).Ports, p => p.Name == port.TargetPort.Value));
        });
        Assert.All(_manifests.All<V2HorizontalPodAutoscaler>(), scaler =>
        {
            var scaled = _manifests.One<V1Deployment>(scaler.Spec.ScaleTargetRef.Name);
            Assert.Null(scaled.Spec.Replicas); // each change of the file would set them back
            Assert.True(scaler.Spec.MinReplicas > 1);
        });
        Assert.Equal(Programs, _manifests.All<V1PodDisruptionBudget>().Select(budget => budget.Metadata.Name).Order());
        Assert.All(_manifests.All<V1PodDisruptionBudget>(), budget => Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy));
    }

    [Fact]
    public void RedisAwayTakesNoApiOutAndAStopFitsItsTime()
    {
        string[] Paths(V1Container c) => [c.StartupProbe.HttpGet.Path, c.ReadinessProbe.HttpGet.Path, c.LivenessProbe.HttpGet.Path];
        Assert.Equal(["/health", "/alive", "/alive"], Paths(_manifests.Container("api")));
        Assert.Equal(["/health", "/health", "/alive"], Paths(_manifests.Container("worker")));
        var timeout = new AspireStreaming.Streaming.StreamingOptions().StoreTimeout; // a health check of Redis takes so long when it hangs
        Assert.All(Programs.Select(_manifests.Container), c => Assert.True(c.StartupProbe.TimeoutSeconds > timeout.TotalSeconds));

        Assert.Equal(5, _manifests.Container("api").Lifecycle.PreStop.Sleep.Seconds);
        Assert.True(GraceOf("api") - 5 > ShutdownTimeout(b => b.AddJobApi()).TotalSeconds + 5);
        Assert.True(GraceOf("worker") > ShutdownTimeout(b => b.AddJobWorker()).TotalSeconds + 5);

        double GraceOf(string part) => _manifests.Pods()[part].Spec.TerminationGracePeriodSeconds!.Value;
        static TimeSpan ShutdownTimeout(Action<WebApplicationBuilder> add)
        {
            var builder = WebApplication.CreateSlimBuilder();
            add(builder);
            using var services = builder.Services.BuildServiceProvider();
            return services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        }
    }

    [Fact]
    public void TheAutoscalersCountWhatTheSystemExports()
    {
        var rules = PrometheusQueries.Adapter();
        var exported = DocumentedMetric.All.SelectMany(metric => PrometheusName.Of(
            metric.Name, metric.Unit, Enum.GetValues<Support.Otlp.MetricKind>().Single(kind => DocumentedMetric.NameOf(kind) == metric.Kind))).ToHashSet();
        var metrics = _manifests.All<V2HorizontalPodAutoscaler>().ToDictionary(scaler => scaler.Metadata.Name, scaler => Assert.Single(scaler.Spec.Metrics).External);
        Assert.Equal(["jobs_queue_depth", "sse_watchers"], new[] { metrics["worker"], metrics["api"] }.Select(metric => metric.Metric.Name));
        Assert.All(metrics.Values, metric => Assert.Contains(metric.Metric.Name, exported));
        Assert.Equal(rules.Keys.Order(), metrics.Values.Select(metric => metric.Metric.Name).Order());
        Assert.Contains("max by (state)", rules["jobs_queue_depth"], StringComparison.Ordinal); // each process reports the whole queue
        Assert.Equal(_manifests.Variables("worker")["Worker__Concurrency"], metrics["worker"].Target.AverageValue.ToString());
        Assert.All(Programs, part => Assert.True(_manifests.Variables(part)["OTEL_EXPORTER_OTLP_ENDPOINT"]!.Length > 0)); // otherwise nothing is exported
        Assert.True(2 * metrics["api"].Target.AverageValue.ToDecimal() < new AspireStreaming.Edge.ApiOptions().MaxConnections);
    }

    [Fact]
    public void OnlyTheKnownRoadsAreOpen()
    {
        var policies = _manifests.All<V1NetworkPolicy>();
        var closed = policies.Single(policy => policy.Metadata.Name == "nothing");
        Assert.Equal(["api", "redis", "worker"], Selected(closed.Spec.PodSelector).Order());
        Assert.True(closed.Spec.Ingress is null && closed.Spec.Egress is null && closed.Spec.PolicyTypes.Count == 2);

        var ingress = policies.Where(policy => policy.Spec.Ingress is not null).ToDictionary(
            policy => Assert.Single(Selected(policy.Spec.PodSelector)), policy => Assert.Single(policy.Spec.Ingress));
        Assert.Equal(["api", "redis"], ingress.Keys.Order()); // none to a worker
        Assert.Equal(Programs, Selected(Assert.Single(ingress["redis"].FromProperty).PodSelector).Order());
        Assert.Equal("6379", Assert.Single(ingress["redis"].Ports).Port.Value);
        Assert.Equal("ingress-nginx", Assert.Single(ingress["api"].FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);

        var egress = policies.Where(policy => policy.Spec.Egress is not null).SelectMany(
            policy => Selected(policy.Spec.PodSelector), (policy, part) => (part, Ports: policy.Spec.Egress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value)))
            .GroupBy(open => open.part, open => open.Ports).ToDictionary(part => part.Key, part => part.SelectMany(ports => ports).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["4317", "53", "6379"], egress["api"]);
        Assert.Equal(["4317", "443", "53", "6379", "80"], egress["worker"]);
        Assert.False(egress.ContainsKey("redis"));
        var outside = policies.SelectMany(policy => policy.Spec.Egress ?? []).SelectMany(rule => rule.To).Select(to => to.IpBlock).First(block => block?.Cidr == "0.0.0.0/0");
        Assert.Superset(new HashSet<string> { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16" }, outside!.Except.ToHashSet());
    }

    [Fact]
    public void TheHostOfTheIngressIsAllowedAndEachSecretIsDescribed()
    {
        var ingress = Assert.Single(_manifests.All<V1Ingress>());
        Assert.Equal(_manifests.Variables("api")["Api__AllowedHosts__0"], Assert.Single(ingress.Spec.Rules).Host);
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"));
        var secrets = _manifests.Pods().Keys.Select(_manifests.Container)
            .SelectMany(c => (c.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef?.Name).Concat((c.EnvFrom ?? []).Select(source => source.SecretRef?.Name)))
            .OfType<string>().Distinct().Order();
        Assert.Equal(["ai", "api-auth", "redis"], secrets);
        Assert.All(secrets, secret => Assert.Contains($"secret generic {secret} ", readme, StringComparison.Ordinal));
    }

    private IEnumerable<string> Selected(V1LabelSelector selector) => _manifests.Pods().Where(pod => Matches(selector, pod.Value)).Select(pod => pod.Key);

    private static bool Matches(V1LabelSelector selector, V1PodTemplateSpec pod) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => pod.Metadata.Labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(e => e.OperatorProperty == "In" && e.Values.Contains(pod.Metadata.Labels[e.Key]));
}
