using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Orleans.Diagnostics;
using Streams.Grains.Telemetry;
using Streams.Silo.Telemetry;

namespace Streams.Silo.Hosting;

/// <summary>
/// The export of metrics, traces and logs to an OpenTelemetry collector, configured by OpenTelemetry's own environment variables. Without an endpoint nothing is exported and no
/// spans are created.
/// </summary>
public static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly PathString[] Housekeeping = ["/health", "/metrics", OrleansDashboard.Path];

    /// <summary>Whether an endpoint is configured.</summary>
    /// <exception cref="InvalidSettingException">It is not a URL.</exception>
    public static bool IsOn(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { } value || string.IsNullOrWhiteSpace(value))
            return false;
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? true
            : throw new InvalidSettingException($"{Endpoint} is '{value}'; it must be the URL of a collector, such as http://localhost:4317.");
    }

    /// <summary>Propagates traces through grain calls if the export is on.</summary>
    /// <exception cref="InvalidSettingException">The endpoint is not a URL.</exception>
    public static void Propagate(ISiloBuilder silo)
    {
        if (IsOn(silo.Configuration))
            silo.AddActivityPropagation().AddOutgoingGrainCallFilter<UnsampledCalls>();
    }

    /// <inheritdoc cref="Propagate(ISiloBuilder)"/>
    public static void Propagate(IClientBuilder client)
    {
        if (IsOn(client.Configuration))
            client.AddActivityPropagation().AddOutgoingGrainCallFilter<UnsampledCalls>();
    }

    internal static void Add(IOpenTelemetryBuilder telemetry) => telemetry
        .WithTracing(tracing => tracing
            .AddSource(Instrumentation.Name, "Npgsql", "Microsoft.AspNetCore.SignalR.Server")

            // Excludes the source of the Orleans runtime: the news queues alone are polled a hundred times a second.
            .AddSource(ActivitySources.ApplicationGrainActivitySourceName, ActivitySources.LifecycleActivitySourceName, ActivitySources.StorageActivitySourceName)
            .AddAspNetCoreInstrumentation(http => http.Filter = context => !Array.Exists(Housekeeping, path => context.Request.Path.StartsWithSegments(path)))
            .AddProcessor<SingleStatementFilter>())
        .WithLogging(configureBuilder: null, options => (options.IncludeFormattedMessage, options.IncludeScopes) = (true, true))
        .UseOtlpExporter();
}
