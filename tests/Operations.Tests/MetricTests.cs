using Streams.Operations.Tests.Hosting;

namespace Streams.Operations.Tests;

/// <summary>The <c>/metrics</c> of a single process after a small load.</summary>
public sealed class MetricTests
{
    [Fact]
    public async Task The_load_shows_in_the_metrics()
    {
        await using var host = await RunningHost.ApiAsync();
        await using var load = await Load.RunAsync(host);

        // The unknown stream leaves memory shortly after the report to it.
        var metrics = await Calls.UntilAsync(() => Exposition.ReadAsync(host), read => read.Sum("streams_agent_runs_total") == 1 && read.Sum("streams_activations") == 1);

        Assert.True(metrics.Sum("streams_reports_total", "streams_outcome", "accepted") > 1);
        Assert.Equal(1, metrics.Sum("streams_reports_total", "streams_outcome", "duplicate"));
        Assert.Equal(1, metrics.Sum("streams_reports_total", "streams_outcome", "stream_not_found"));
        Assert.Equal(0, metrics.Sum("streams_reports_total", "streams_outcome", "unavailable"));
        Assert.True(metrics.Sum("streams_report_duration_seconds_count", "streams_outcome", "accepted") > 1);
        Assert.True(metrics.Sum("streams_report_duration_seconds_sum", "streams_outcome", "accepted") > 0);
        Assert.Equal(0, metrics.Sum("streams_agents_running", "streams_agent_type", "opportunity_bot"));
        Assert.Equal(1, metrics.Sum("streams_agent_runs_total", "streams_agent_status", "completed"));
        Assert.True(metrics.Sum("streams_log_commit_duration_seconds_count") > 0);
        Assert.True(metrics.Sum("streams_log_commit_records_sum") >= metrics.Sum("streams_log_commit_appends_sum"));
        Assert.Equal(0, metrics.Sum("streams_log_queue_length"));
        Assert.Equal(0, metrics.Sum("streams_log_queue_size_bytes"));
        Assert.Equal(0, metrics.Sum("streams_log_append_failures_total"));
        Assert.Equal(0, metrics.Sum("streams_outbox_queue_length"));
        Assert.Equal(0, metrics.Sum("streams_outbox_dropped_total"));
        Assert.Equal(1, metrics.Sum("streams_relay_watchers"));
        Assert.Equal(1, metrics.Sum("streams_relay_live_streams"));
        Assert.True(metrics.Sum("streams_relay_frames_total") > 0);
        Assert.True(metrics.Sum("streams_relay_lag_seconds_count") > 0);
        Assert.Equal(0, metrics.Sum("streams_relay_viewer_gaps_total"));
    }

    [Fact]
    public async Task Scrapes_and_health_checks_do_not_count_as_requests()
    {
        await using var host = await RunningHost.ApiAsync();
        await host.CreateStreamAsync();
        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics"])
            Assert.Equal(200, (await host.GetAsync(path)).Status);
        var metrics = await Calls.UntilAsync(() => Exposition.ReadAsync(host), read => read.Sum("http_server_request_duration_seconds_count") > 0);
        Assert.Equal(1, metrics.Sum("http_server_request_duration_seconds_count"));
    }

    [Fact]
    public async Task Histograms_have_buckets_that_fit_their_unit()
    {
        await using var host = await RunningHost.ApiAsync();
        await using var load = await Load.RunAsync(host);
        var metrics = await Exposition.ReadAsync(host);

        // OpenTelemetry's default buckets are for milliseconds: with seconds, all values would be in the first.
        foreach (var (name, type) in metrics.Types.Where(metric => metric.Key.StartsWith("streams_", StringComparison.Ordinal) && metric.Value == "histogram"))
        {
            var bounds = metrics.Samples.Where(sample => sample.Name == $"{name}_bucket").Select(sample => sample.Labels["le"]).ToHashSet();
            Assert.True(bounds.Count > 10, $"{name} has {bounds.Count} buckets");
            Assert.True(name.EndsWith("_seconds", StringComparison.Ordinal) != bounds.Contains("2048"), $"{name}, a {type}, has buckets for another unit");
        }
    }

    [Fact]
    public async Task Deleted_streams_leave_memory_and_the_metrics()
    {
        await using var host = await RunningHost.ApiAsync();
        var id = await host.CreateStreamAsync();
        await Calls.UntilAsync(() => Exposition.ReadAsync(host), read => read.Sum("streams_activations") == 1);
        using var deleted = await host.Http.DeleteAsync(new Uri($"/api/streams/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)deleted.StatusCode);
        await Calls.UntilAsync(() => Exposition.ReadAsync(host), read => read.Sum("streams_activations") == 0);
    }
}
