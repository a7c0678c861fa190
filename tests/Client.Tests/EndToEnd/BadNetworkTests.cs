using System.Globalization;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>The client and a running server with a bad network between them, on the real clock, with short timeouts.</summary>
public sealed class BadNetworkTests(SharedServer server) : IAsyncLifetime
{
    private const int Seed = 4711;
    private const int Agents = 16;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _limit = new(Limit);
    private FaultyProxy _network = null!;
    private RunningClient _direct = null!;
    private RunningClient _proxied = null!;
    private string _stream = "";

    public async ValueTask InitializeAsync()
    {
        _network = new(server.Url, Seed);
        (_direct, _proxied) = (new(server.Url), new(_network.Url, timeout: ReplyLimit));
        _stream = (await _direct.Client.CreateGoalAsync(new("Behind a bad network"))).Stream.Id;
    }

    public async ValueTask DisposeAsync()
    {
        _proxied.Dispose();
        _direct.Dispose();
        await _network.DisposeAsync();
        _limit.Dispose();
    }

    [Fact]
    public async Task A_watch_whose_connection_falls_silent_continues_on_another()
    {
        await using var agent = _direct.Client.CreateBroadcaster(_stream);
        await using var watch = _proxied.Client.WatchAsync(_stream, cancellationToken: _limit.Token).GetAsyncEnumerator(_limit.Token);
        Assert.True(await watch.MoveNextAsync());
        await SendMessageAsync(agent, "before");
        Assert.Equal("before", await NextActivityAsync(watch));

        var connections = _network.Connections;
        _network.LoseAll();
        await SendMessageAsync(agent, "while nothing passes");
        Assert.Equal("while nothing passes", await NextActivityAsync(watch));
        Assert.True(_network.Connections > connections);
        await SendMessageAsync(agent, "after");
        Assert.Equal("after", await NextActivityAsync(watch));
    }

    [Fact]
    public async Task A_watch_whose_connection_is_silent_can_be_cancelled()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var watch = _proxied.Client.WatchAsync(_stream, cancellationToken: leave.Token).GetAsyncEnumerator(leave.Token);
        Assert.True(await watch.MoveNextAsync());
        _network.LoseAll();
        var next = watch.MoveNextAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask().WaitAsync(_limit.Token));
        Assert.False(_limit.IsCancellationRequested);
    }

    [Fact]
    public async Task Despite_all_faults_each_report_counts_once_and_a_watch_has_each_activity_in_order()
    {
        await using var watch = _proxied.Client.WatchAsync(_stream, cancellationToken: _limit.Token).GetAsyncEnumerator(_limit.Token);
        Assert.True(await watch.MoveNextAsync());
        var lifted = LiftAsync();
        var acks = await Task.WhenAll(Enumerable.Range(0, Agents).Select(agent => ReportUntilAsync($"agent {agent}", lifted)));
        await lifted;
        var ends = new[] { NetworkFaults.Cut, NetworkFaults.Reset, NetworkFaults.BlackHole }.Sum(_network.Occurrences);
        Assert.NotEqual(0, ends);

        var seen = Enumerable.Range(0, Agents).Select(_ => 0).ToArray();
        for (var left = acks.Sum(each => each.Count); left > 0; left--)
        {
            var words = (await NextActivityAsync(watch)).Split(' ');
            var agent = int.Parse(words[1], CultureInfo.InvariantCulture);
            Assert.Equal($"agent {agent} {seen[agent]++}", string.Join(' ', words));
        }

        Assert.Equal(acks.Select(each => each.Count), seen);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{acks.Sum(each => each.Count)} reports, {acks.Sum(each => each.Count(ack => ack.Outcome == BroadcastOutcome.Duplicate))} of them duplicates; "
            + $"{_network.Connections} connections, {ends} of them ended by the network");
    }

    /// <summary>Reports from one agent, the last time after all faults are lifted.</summary>
    private async Task<List<BroadcastAck>> ReportUntilAsync(string name, Task lifted)
    {
        await using var agent = _proxied.Client.CreateBroadcaster(_stream);
        var acks = new List<BroadcastAck>();
        bool isLast;
        do
        {
            isLast = lifted.IsCompleted;
            acks.AddRange(await Task.WhenAll(Enumerable.Range(acks.Count, 5).Select(i => SendMessageAsync(agent, $"{name} {i}"))));
        }
        while (!isLast);
        return acks;
    }

    private async Task LiftAsync()
    {
        _network.Faults = NetworkFaults.All;
        await Task.Delay(Bad, TimeProvider.System, _limit.Token);
        _network.Faults = NetworkFaults.None;
    }

    private Task<BroadcastAck> SendMessageAsync(ProgressBroadcaster agent, string message) =>
        agent.BroadcastAgentProgressAsync("a1", "Agent", "crawler", message, cancellationToken: _limit.Token);

    /// <summary>The next activity's message; a snapshot would mean that something was omitted.</summary>
    private static async Task<string> NextActivityAsync(IAsyncEnumerator<StreamMessage> watch)
    {
        while (await watch.MoveNextAsync())
        {
            Assert.IsNotType<SnapshotTaken>(watch.Current);
            if (watch.Current is AgentActed acted)
                return acted.Activity.Message;
        }

        throw new InvalidOperationException("The watch has ended.");
    }
}
