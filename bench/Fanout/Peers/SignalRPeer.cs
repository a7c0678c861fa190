using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>One SignalR group per stream, and nothing else.</summary>
internal sealed class SignalRPeer() : Peer("raw SignalR")
{
    private static string Program => Path.GetFullPath("artifacts/bin/SignalR/release/Streams.SignalR.dll");

    public override Task PrepareAsync(CancellationToken cancellation) => File.Exists(Program)
        ? Task.CompletedTask
        : throw new BenchFailedException($"'{Program}' does not exist. Build it with `dotnet build bench/Fanout/Peers/SignalR -c Release`.");

    public override Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation) => StartAsync(
        session,
        address => new("dotnet", [Program, "--urls", $"{address}"]),
        cancellation);

    public override Adaptor Adapt(LoadClient client) => new SignalRAdaptor(client);
}
