using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>Streams, as it ships: every report is on disk (SQLite) before its reply.</summary>
internal sealed class StreamsPeer(string api) : Peer("Streams")
{
    public override Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public override Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation) => session.StartAsync(new(api, FanoutBench.Connections), cancellation);

    public override Adaptor Adapt(LoadClient client) => new StreamsAdaptor(client);
}
