using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Streams.Api.Http.OpenApi;
using Streams.Api.Live;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>Wires the relay, the hub and SSE.</summary>
internal static class LiveSetup
{
    /// <summary>An HTTP body of the maximum size (1 MiB) and the envelope of the message; a larger message ends the connection.</summary>
    private const long MaxMessage = (1024 * 1024) + (16 * 1024);

    /// <summary>
    /// Adds the relay and the hub. The caller adds an <see cref="Http.Reports.IReportGateway"/> and an Orleans client. Keeps a source, a feed, a clock and a host identity
    /// that are already registered.
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
        services.AddSingleton<HubLifetimeManager<StreamsHub>, StreamsHubConnections>();
        services.AddSignalR().AddHubOptions<StreamsHub>(ConfigureHub)
            .AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, LiveJson.Default))
            .AddMessagePackProtocol(options => options.SerializerOptions = LiveMessagePack.Options);
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
                "Server-Sent Events: first a snapshot, or exactly the events after Last-Event-ID; then live events. A comment every 15 s keeps the connection open.")
            .TakesHeader("Last-Event-ID", "The id of the last received message, 'epoch:seq': the later events follow. If it is absent or of another epoch, a snapshot follows.")
            .TakesQuery("last_event_id", "The same, for clients that cannot set headers; the header counts first. 'lastEventId' works too.")
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
