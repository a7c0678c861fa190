using System.Net.WebSockets;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>What the load generator must know of one peer's wire protocol. One instance serves all subscribers.</summary>
/// <param name="client">The client of the server under test.</param>
internal abstract class Adaptor(LoadClient client)
{
    /// <summary>The byte that ends a record; null where a WebSocket message is one record.</summary>
    public virtual byte? Delimiter => null;

    /// <summary>Whether a record may continue in the next WebSocket message (SignalR).</summary>
    public virtual bool RecordsSpanMessages => false;

    /// <summary>Sets headers and sub-protocols and returns the address to connect to.</summary>
    public abstract Uri Prepare(Subscriber subscriber, ClientWebSocketOptions socket);

    /// <summary>Called once the socket is open; speaks first where the protocol wants that.</summary>
    public virtual Task OpenedAsync(Subscriber subscriber) => Task.CompletedTask;

    /// <summary>Called for each record, in order.</summary>
    public abstract void Received(Subscriber subscriber, ReadOnlySpan<byte> record);

    /// <summary>Creates the streams where the server wants that, and returns their ids.</summary>
    public virtual Task<string[]> CreateStreamsAsync(int count, CancellationToken cancellation) =>
        Task.FromResult(Enumerable.Range(0, count).Select(_ => $"s{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}").ToArray());

    public virtual Task PublishAsync(string stream, long number, long sentAt) => PostAsync($"/pub/{stream}", Payload.Activity(stream, number, sentAt));

    protected LoadClient Client => client;

    protected Uri WebSocketUri(string path) => new UriBuilder(client.At(path)) { Scheme = "ws" }.Uri;

    protected async Task PostAsync(string path, byte[] json)
    {
        using var body = LoadClient.Body(json);
        var reply = await client.PostAsync(client.At(path), body, CancellationToken.None);
        if ((int)reply.Status is < 200 or > 299)
            throw new BenchFailedException($"An event was not accepted: {reply}");
    }
}
