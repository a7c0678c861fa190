using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>The library under Centrifugo, from Debian's package of its source.</summary>
internal sealed class CentrifugePeer() : Peer("Centrifuge")
{
    private const string Install = "on Debian, apt-get install golang-go golang-github-centrifugal-{centrifuge,protocol}-dev "
        + "golang-github-{fzambia-eagle,igm-sockjs-go,mna-redisc}-dev";

    private static string Program => Path.Combine(Built, "centrifuge");

    public override async Task PrepareAsync(CancellationToken cancellation) => await RunAsync(
        new("go", ["build", "-o", Program, Source("Centrifuge", "main.go")])
        {
            // Debian's packages of Go source are not modules.
            Environment = { ["GOPATH"] = "/usr/share/gocode", ["GO111MODULE"] = "off", ["GOFLAGS"] = "", ["GOCACHE"] = Path.Combine(Built, "go") },
        },
        Install,
        cancellation);

    public override Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation) => StartAsync(
        session,
        address => new(Program) { Environment = { ["PORT"] = $"{address.Port}" } },
        cancellation);

    public override Adaptor Adapt(LoadClient client) => new CentrifugeAdaptor(client);
}
