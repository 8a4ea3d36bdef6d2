using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Operations;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("jobs.queue.depth", "{job}", MetricKind.Gauge, "jobs_queue_depth")]
    [InlineData("jobs.ended", "{job}", MetricKind.Counter, "jobs_ended_total")]
    [InlineData("jobs.active", "{job}", MetricKind.UpDownCounter, "jobs_active")]
    [InlineData("jobs.log.usage", "1", MetricKind.Gauge, "jobs_log_usage_ratio")]
    [InlineData("redis.memory.used", "By", MetricKind.Gauge, "redis_memory_used_bytes")]
    [InlineData("redis.evicting", "", MetricKind.Gauge, "redis_evicting")]
    [InlineData("dotnet.gc.pause.time", "s", MetricKind.Counter, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("ai.answer.rate", "{token}/s", MetricKind.Gauge, "ai_answer_rate_per_second")]
    public void ANameGetsItsUnitAndItsKind(string name, string unit, MetricKind kind, string expected) =>
        Assert.Equal([expected], PrometheusName.Of(name, unit, kind));

    [Fact]
    public void AHistogramHasThreeNames() => Assert.Equal(
        ["jobs_queue_wait_seconds_bucket", "jobs_queue_wait_seconds_sum", "jobs_queue_wait_seconds_count"],
        PrometheusName.Of("jobs.queue.wait", "s", MetricKind.Histogram));

    [Fact]
    public void AnExpressionsMetricsAreReadWithTheLabelsThatItNeeds()
    {
        var read = PrometheusQuery.Read("""histogram_quantile(0.99, sum by (le, a) (rate(x_bucket{b="1", c=~"d|e"}[5m]))) > 0.5 and max(y_total offset 5m) == 0""").ToList();
        Assert.Equal(["x_bucket", "y_total"], read.Select(query => query.Metric));
        Assert.Equal(["a", "b", "c", "le"], read[0].Labels.Order());
    }
}
