using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Streams.Grains.Telemetry;

namespace Streams.Silo.Hosting;

/// <summary>The telemetry of a process: always metrics at <c>/metrics</c>; with an OTLP endpoint also metrics, traces and logs over OTLP.</summary>
public static class StreamsTelemetry
{
    /// <summary>Adds metrics and, if it is on, the OTLP export.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">The <c>service.name</c>; <c>OTEL_SERVICE_NAME</c> overrides it.</param>
    /// <exception cref="InvalidSettingException">The OTLP endpoint is not a URL.</exception>
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

    // Each process gets a new instance id. The environment comes last and so overrides the rest.
    private static void Describe(ResourceBuilder resource, string service) => resource
        .AddService(service, serviceVersion: typeof(StreamsTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", (long)Environment.ProcessId)])
        .AddEnvironmentVariableDetector();
}
