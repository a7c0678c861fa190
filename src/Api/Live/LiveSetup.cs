using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Streams.Api.Http.OpenApi;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Silo.Hosting;

namespace Streams.Api.Live;

/// <summary>Wires what people watch with: relay, hub, SSE.</summary>
public static class LiveSetup
{
    /// <summary>A hub message may be as large as an HTTP body (1 MiB) with its envelope; a larger one ends the connection.</summary>
    private const long MaxMessage = (1024 * 1024) + (16 * 1024);

    /// <summary>
    /// Adds relay and hub. The caller adds an IReportGateway and an Orleans client; what is registered before (a source, a feed, a clock, a host
    /// identity) is kept.
    /// </summary>
    public static IServiceCollection AddStreamsLive(this IServiceCollection services)
    {
        services.AddSettings<RelayOptions, RelayOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => HostIdentity.Create(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IStreamSource, GrainStreamSource>();
        services.TryAddSingleton<IEventFeed, OrleansEventFeed>();
        services.TryAddSingleton<RelayMetrics>();
        services.TryAddSingleton<StreamRelay>();
        services.AddHostedService<RelayService>();
        services.AddSignalR().AddHubOptions<StreamsHub>(ConfigureHub).AddJsonProtocol(options =>
            options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default));
        return services;
    }

    /// <summary>Maps <c>/hubs/streams</c> and <c>/api/streams/{id}/events</c>.</summary>
    public static IEndpointRouteBuilder MapStreamsLive(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<StreamsHub>("/hubs/streams");
        routes.MapGet("/api/streams/{id}/events", SseEndpoint.HandleAsync)
            .Described(
                "StreamEvents",
                "Feed",
                "Watch a stream",
                "Server-Sent Events: a snapshot, or exactly what followed Last-Event-ID; then what happens, live. A comment every 15 s keeps the connection.")
            .TakesHeader("Last-Event-ID", "The id of the last message that was received, 'epoch:seq'; what followed it comes. Absent or of another epoch: a snapshot.")
            .Refuses(RefusalCode.StreamNotFound)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        return routes;
    }

    private static void ConfigureHub(HubOptions<StreamsHub> options)
    {
        options.MaximumReceiveMessageSize = MaxMessage;
        options.DisableImplicitFromServicesParameters = true;
    }
}
