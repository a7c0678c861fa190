using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Streams.Grains.Telemetry;

namespace Streams.Silo.Hosting;

/// <summary>What a process tells of itself: metrics at <c>/metrics</c> always, and metrics, traces and logs over OTLP where somebody is there to take them.</summary>
public static class StreamsTelemetry
{
    /// <summary>Adds metrics, and the export over OTLP where it is on.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">What it is, <c>service.name</c>; the environment may say otherwise (<c>OTEL_SERVICE_NAME</c>).</param>
    /// <exception cref="InvalidSettingException">The OTLP endpoint is no URL.</exception>
    public static IHostApplicationBuilder AddStreamsTelemetry(this IHostApplicationBuilder builder, string service)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, service))
            .WithMetrics(metrics => metrics
                .AddMeter(Instrumentation.Name, "Microsoft.Orleans")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (OtlpExport.IsOn(builder.Configuration))
            OtlpExport.Add(telemetry);
        return builder;
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static IEndpointConventionBuilder MapStreamsTelemetry(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").DisableHttpMetrics();

    // The instance's id is made up anew for every process; the environment comes last, so that it has the last word.
    private static void Describe(ResourceBuilder resource, string service) => resource
        .AddService(service, serviceVersion: typeof(StreamsTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", (long)Environment.ProcessId)])
        .AddEnvironmentVariableDetector();
}
