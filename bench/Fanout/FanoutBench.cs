using System.Net.WebSockets;
using Streams.Bench.Fanout.Peers;

namespace Streams.Bench.Fanout;

/// <summary>Measures the servers one after the other, in every round in another order.</summary>
internal sealed class FanoutBench(FanoutSettings settings)
{
    /// <summary>Requests in flight at most, where the load is not a rate.</summary>
    public const int Callers = 64;

    /// <summary>
    /// The limit of connections for events. With 64, an open loop waited in the HTTP client: a backlog from the first seconds, when a server's code is being compiled, never
    /// drained, and latencies were seconds.
    /// </summary>
    public const int Connections = 2_000;

    private static readonly TimeSpan UntilAtRest = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan RestLength = TimeSpan.FromSeconds(15);

    private readonly Figures _figures = new();
    private readonly List<string> _notes = [];

    /// <returns>The exit code: 1 if a server could not be measured, other than by not being installed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var session = new Session();
        Console.WriteLine(
            $"Medians of {settings.Rounds} round(s), {settings.Length.TotalSeconds} s each after {settings.WarmUp.TotalSeconds} s of warm-up. Server and load generator share the cores.\n");
        var peers = await PrepareAsync(cancellation);
        var failed = false;
        try
        {
            for (var round = 1; round <= settings.Rounds; round++)
                failed |= !await MeasureAsync(round, [.. peers.Skip((round - 1) % peers.Length), .. peers.Take((round - 1) % peers.Length)], session, cancellation);
        }
        finally
        {
            _figures.Print([.. peers.Select(peer => peer.Title)]);
            foreach (var note in _notes)
                Console.WriteLine($"- {note}");
            Console.WriteLine();
        }

        return failed ? 1 : 0;
    }

    /// <returns>The servers that are installed.</returns>
    private async Task<Peer[]> PrepareAsync(CancellationToken cancellation)
    {
        var installed = new List<Peer>();
        foreach (var peer in settings.Peers.Distinct().Select(name => Peer.Create(name, settings.Api)))
        {
            Progress.Show($"prepare {peer.Title}");
            try
            {
                await peer.PrepareAsync(cancellation);
                installed.Add(peer);
            }
            catch (BenchFailedException missing)
            {
                _notes.Add($"{peer.Title} was skipped: {missing.Message}");
            }
        }

        return installed.Count > 0 ? [.. installed] : throw new BenchFailedException(string.Join('\n', _notes));
    }

    /// <returns>Whether every server could be measured.</returns>
    private async Task<bool> MeasureAsync(int round, Peer[] peers, Session session, CancellationToken cancellation)
    {
        var all = !settings.Includes(FanoutSettings.Rest) || await RestAsync(round, peers, session, cancellation);
        foreach (var peer in settings.Only is [FanoutSettings.Rest] ? [] : peers)
        {
            Progress.Show($"round {round} of {settings.Rounds}: {peer.Title}");
            all &= await TryAsync(round, peer, async () =>
            {
                await using var server = await peer.StartAsync(session, cancellation);
                await new PeerRun(settings, peer, server, _figures, hasTime: round == 1, note => _notes.Add($"round {round}, {note}")).RunAsync(cancellation);
            });
        }

        return all;
    }

    /// <summary>Starts all servers and leaves them alone; none disturbs another while all rest.</summary>
    /// <returns>Whether every server could be measured.</returns>
    private async Task<bool> RestAsync(int round, Peer[] peers, Session session, CancellationToken cancellation)
    {
        Progress.Show($"round {round} of {settings.Rounds}: at rest");
        var all = true;
        var started = new List<(Peer Peer, ServerUnderLoad Server)>();
        try
        {
            foreach (var peer in peers)
                all &= await TryAsync(round, peer, async () => started.Add((peer, await peer.StartAsync(session, cancellation))));
            foreach (var (peer, server) in started)
                _figures.Add(Row.Ready, peer.Title, server.ReadyAfter.TotalSeconds, server.Resident);
            await Task.Delay(UntilAtRest, TimeProvider.System, cancellation);
            TimeSpan[] before = [.. started.Select(one => one.Server.ProcessorTime.Total)];
            await Task.Delay(RestLength, TimeProvider.System, cancellation);
            foreach (var (i, (peer, server)) in started.Index())
                _figures.Add(Row.Rest, peer.Title, 100 * ((server.ProcessorTime.Total - before[i]) / RestLength));
        }
        finally
        {
            foreach (var (_, server) in started)
                await server.DisposeAsync();
        }

        return all;
    }

    private async Task<bool> TryAsync(int round, Peer peer, Func<Task> measure)
    {
        try
        {
            await measure();
            return true;
        }
        catch (Exception failure) when (failure is BenchFailedException or HttpRequestException or WebSocketException or InvalidOperationException or TimeoutException)
        {
            _notes.Add($"round {round}, {peer.Title} failed: {failure.Message}");
            return false;
        }
    }
}
