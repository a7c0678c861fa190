using Microsoft.AspNetCore.SignalR;

namespace Streams.Api.Live;

/// <summary>SignalR's own manager of connections, which also gives the hub its <see cref="HubConnectionContext"/>: the only way to send one serialized message to many.</summary>
internal sealed class StreamsHubConnections(ILogger<DefaultHubLifetimeManager<StreamsHub>> logger) : DefaultHubLifetimeManager<StreamsHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Features.Set(connection);
        return base.OnConnectedAsync(connection);
    }
}
