using OpenTelemetry.Metrics;

namespace Streams.Api.Http;

/// <summary>The meters that <c>/metrics</c> shows.</summary>
internal static class Telemetry
{
    public static void Add(IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter("Streams", "Microsoft.Orleans")
        .AddAspNetCoreInstrumentation()
        .AddRuntimeInstrumentation()
        .AddPrometheusExporter());

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics").DisableHttpMetrics();
}
