using System.Text;
using Streams.Grains.Telemetry;
using Streams.Operations.Tests.Hosting;
using Streams.Silo.Hosting;

namespace Streams.Operations.Tests;

/// <summary>The OTLP export, and that nothing is exported without a collector.</summary>
public sealed class OtlpTests
{
    private const string Traces = "/v1/traces";

    [Fact]
    public async Task Metrics_traces_and_logs_arrive_under_the_service_name()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await RunningHost.ApiAsync(receiver.Environment);
        var id = await host.CreateStreamAsync();
        Assert.Equal(200, (await host.ReportAsync(id, TraceParent("a-trace-of-tests", sampled: true))).Status);

        // One trace has the request, both sides of the grain call, and the commit.
        await receiver.UntilAsync(Traces, text => Count(text, "a-trace-of-tests") >= 4 && text.Contains(CommitSpanName, StringComparison.Ordinal));
        await receiver.UntilAsync("/v1/metrics", text => text.Contains("streams.report.duration", StringComparison.Ordinal));
        await receiver.UntilAsync("/v1/logs", text => text.Contains("HostId", StringComparison.Ordinal));
        foreach (var path in (string[])[Traces, "/v1/metrics", "/v1/logs"])
        {
            Assert.Contains("service.name\u0012\r\n\u000bstreams-api", receiver.Seen(path), StringComparison.Ordinal);
            Assert.Contains("service.instance.id", receiver.Seen(path), StringComparison.Ordinal);
        }

        Assert.Contains("IStreamGrain/Report", receiver.Seen(Traces), StringComparison.Ordinal);
        Assert.Contains("streams.log.appends", receiver.Seen(Traces), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsampled_request_exports_no_spans_on_either_side_of_a_grain_call()
    {
        await using var receiver = new OtlpReceiver();
        await using (var host = await RunningHost.ApiAsync(receiver.Environment))
        {
            var id = await host.CreateStreamAsync();
            Assert.Equal(200, (await host.ReportAsync(id, TraceParent("not-to-be-traced", sampled: false))).Status);
            Assert.Equal(200, (await host.ReportAsync(id, TraceParent("a-trace-of-tests", sampled: true))).Status);
            Assert.Equal(200, (await host.GetAsync("/health/ready")).Status);
        }

        // The process has flushed everything at its end: the commits of the creation and of one report.
        var traces = receiver.Seen(Traces);
        Assert.Equal(2, Count(traces, CommitSpanName));
        Assert.DoesNotContain("not-to-be-traced", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("/health/ready", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("ICatalogGrain", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_sets_the_service_name_and_the_sampling_rate()
    {
        await using var receiver = new OtlpReceiver();
        await using (var host = await RunningHost.ApiAsync(
            [.. receiver.Environment, ("OTEL_SERVICE_NAME", "another-name"), ("OTEL_TRACES_SAMPLER", "parentbased_always_off")]))
        {
            await host.CreateStreamAsync();
        }

        Assert.Contains("another-name", receiver.Seen("/v1/metrics"), StringComparison.Ordinal);
        Assert.DoesNotContain("streams-api", receiver.Seen("/v1/metrics"), StringComparison.Ordinal);
        Assert.Equal("", receiver.Seen(Traces));
    }

    [Fact]
    public async Task Without_an_endpoint_no_span_is_created()
    {
        await using var host = await RunningHost.ApiAsync();
        var id = await host.CreateStreamAsync();
        Assert.Equal(200, (await host.ReportAsync(id, TraceParent("a-trace-of-tests", sampled: true))).Status);
        Assert.False(Instrumentation.Source.HasListeners());
    }

    [Fact]
    public async Task An_endpoint_that_is_not_a_url_fails_with_a_clear_message()
    {
        var failure = await Assert.ThrowsAsync<InvalidSettingException>(() => RunningHost.ApiAsync([("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]));
        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'; it must be the URL of a collector, such as http://localhost:4317.", failure.Message);
    }

    private const string CommitSpanName = "streams.log.commit";

    /// <summary>A trace header whose id is a text of 16 letters, which can be found in the exported bytes.</summary>
    private static (string Name, string Value) TraceParent(string trace, bool sampled) =>
        ("traceparent", $"00-{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(trace))}-00f067aa0ba902b7-0{(sampled ? 1 : 0)}");

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
