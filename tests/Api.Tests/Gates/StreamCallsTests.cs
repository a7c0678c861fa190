using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Gates;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;

namespace Streams.Api.Tests.Gates;

/// <summary>Which calls reach which silo, as streams move and silos die.</summary>
public sealed class StreamCallsTests
{
    private static readonly SiloPlace One = FakeSilos.Place(1);
    private static readonly SiloPlace Two = FakeSilos.Place(2);
    private static readonly ImmutableArray<Report> Single = [new ProgressReport("r", 1, 2)];

    private readonly IGrainFactory _grains;
    private readonly FakeSilos _silos;
    private readonly ClusterSignal _lost = new();
    private readonly FakeTimeProvider _time = new();
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private readonly StreamCalls _client;

    public StreamCallsTests()
    {
        (_grains, _silos) = FakeSilos.Create();
        _client = Calls(new(place => place.Gateway, SharesUnknown: true, Alone: 0));
        foreach (var (id, place) in new[] { ("a", One), ("b", One), ("c", Two) })
            _silos.Places[id] = place;
    }

    [Fact]
    public async Task Once_a_stream_is_found_its_reports_go_through_the_gate_of_its_silo()
    {
        await ReportAsync("a", "c", "a", "c");
        Assert.Equal(["stream a", "gate 1: c", "gate 1: a", "gate 2: c"], _silos.Calls);
    }

    [Fact]
    public async Task Reports_in_flight_at_once_to_one_silo_share_a_call()
    {
        await ReportAsync("a", "b", "c", "b");
        _silos.Calls.Clear();
        var gate = new TaskCompletionSource();
        _silos.Gate = gate.Task;
        var reports = new[] { "a", "b", "a", "b", "c" }.Select(id => _client.ReportAsync(id, Single)).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(reports), outcome => Assert.Equal(1, outcome.Value?.Accepted));
        Assert.Contains("gate 2: c", _silos.Calls);
        Assert.True(_silos.Calls.Count(call => call.StartsWith("gate 1", StringComparison.Ordinal)) < 4);
    }

    [Fact]
    public async Task A_stream_that_moved_is_found_through_the_silo_it_left()
    {
        await ReportAsync("a", "c", "c");
        _silos.Calls.Clear();
        _silos.Places["a"] = Two;
        await ReportAsync("a", "a");
        Assert.Equal(["gate 1: a", "gate 2: a"], _silos.Calls);
    }

    [Fact]
    public async Task When_a_gate_fails_its_reports_fail_and_its_streams_are_found_again()
    {
        await ReportAsync("a");
        _silos.Dead.Add(One);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => _client.ReportAsync("a", Single));
        _silos.Places["a"] = Two;
        _silos.Calls.Clear();
        await ReportAsync("a", "a");
        Assert.Equal(["stream a", "gate 2: a"], _silos.Calls);
    }

    [Fact]
    public async Task After_a_change_of_the_cluster_all_streams_are_found_again()
    {
        await ReportAsync("a", "a");
        _lost.Raise();
        _silos.Calls.Clear();
        await ReportAsync("a", "a");
        Assert.Equal(["stream a", "gate 1: a"], _silos.Calls);
    }

    [Fact]
    public async Task A_gate_that_does_not_answer_fails_its_reports_after_a_limit()
    {
        await ReportAsync("a");
        _silos.Gate = new TaskCompletionSource().Task;
        var report = _client.ReportAsync("a", Single);
        _time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => report);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_called_fails_alone()
    {
        await ReportAsync("a", "b");
        _silos.Unreachable.Add("a");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => _client.ReportAsync("a", Single));
        _silos.Calls.Clear();
        await ReportAsync("b");
        Assert.Equal(["gate 1: b"], _silos.Calls);
    }

    [Fact]
    public async Task A_slow_stream_gets_its_own_calls_until_it_has_answered()
    {
        await ReportAsync("a", "b");
        _silos.Late["a"] = new();
        var late = _client.ReportAsync("a", Single);
        await ReportAsync("b", "a");
        Assert.False(late.IsCompleted);
        Assert.Equal(["gate 1: a", "late a", "gate 1: b", "stream a"], _silos.Calls[2..]);
        _silos.Late["a"].SetResult();
        Assert.Equal(1, (await late).Value?.Accepted);
        _silos.Late.Remove("a");
        await ReportAsync("a");
        Assert.Equal("gate 1: a", _silos.Calls[^1]);
    }

    [Fact]
    public async Task Reports_go_alone_until_as_many_as_may_are_on_their_way()
    {
        var client = Calls(new(place => place.Gateway, SharesUnknown: true, Alone: 1));
        await client.ReportAsync("a", Single);
        await client.ReportAsync("a", Single);
        Assert.Equal(["stream a", "stream a"], _silos.Calls);
        var gate = new TaskCompletionSource();
        _silos.Gate = gate.Task;
        var (alone, shared) = (client.ReportAsync("a", Single), client.ReportAsync("b", Single));
        gate.SetResult();
        await Task.WhenAll(alone, shared);
        Assert.Equal(["stream a", "gate 1: b"], _silos.Calls[2..]);
        await client.ReportAsync("b", Single);
        Assert.Equal("stream b", _silos.Calls[^1]);
    }

    [Fact]
    public async Task A_large_request_goes_alone()
    {
        await ReportAsync("a");
        _silos.Calls.Clear();
        await _client.ReportAsync("a", [.. Enumerable.Range(0, 100).Select(i => new ProgressReport($"r{i}", i, 200))]);
        await _client.ReportAsync("a", [new ItemsReport("items", [.. Enumerable.Range(0, 100).Select(i => new ReportedItem($"k{i}", "One"))])]);
        Assert.Equal(["stream a", "stream a"], _silos.Calls);
    }

    [Fact]
    public async Task Too_many_waiting_reports_are_refused_as_unavailable()
    {
        await ReportAsync("a");
        var gate = new TaskCompletionSource();
        _silos.Gate = gate.Task;
        var reports = Enumerable.Range(0, 5_000).Select(_ => _client.ReportAsync("a", Single)).ToArray();
        gate.SetResult();
        var refusals = (await Task.WhenAll(reports)).Select(outcome => outcome.Refusal).OfType<Refusal>().ToArray();
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.Equal(RefusalCode.Unavailable, refusal.Code));
    }

    [Fact]
    public async Task A_node_calls_its_own_streams_and_unknown_ones_directly()
    {
        using var node = Calls(new(place => place == One ? null : place.Silo, SharesUnknown: false, Alone: 0));
        foreach (var id in new[] { "a", "c", "a", "c" })
            await node.ReportAsync(id, Single);
        Assert.Equal(["stream a", "stream c", "stream a", "gate 2: c"], _silos.Calls);
    }

    [Fact]
    public async Task Renewals_take_a_few_calls_per_silo()
    {
        var ids = Enumerable.Range(0, 2_000).Select(i => $"s{i}").ToArray();
        foreach (var id in ids)
            _silos.Places[id] = One;
        await _client.RenewAsync(ids[0]);
        _silos.Calls.Clear();
        var gate = new TaskCompletionSource();
        _silos.Gate = gate.Task;
        var renewals = ids.Select(_client.RenewAsync).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(renewals), renewal => Assert.Equal(7, renewal.Value?.Seq));
        Assert.InRange(_silos.Calls.Count, 2, 4);
    }

    [Fact]
    public async Task Renewals_that_were_not_sent_when_a_silo_was_lost_are_sent_to_another()
    {
        await _client.RenewAsync("a");
        var gate = new TaskCompletionSource();
        _silos.Gate = gate.Task;
        var renewals = Enumerable.Range(0, 10).Select(_ => _client.RenewAsync("a")).ToArray();
        _lost.Raise();
        gate.SetResult();
        Assert.All(await Task.WhenAll(renewals), renewal => Assert.Equal(7, renewal.Value?.Seq));
    }

    private StreamCalls Calls(StreamRoutes routes) => new(_grains, new HostIdentity("host"), _lost, routes, new GateMetrics(_meters), _time);

    private async Task ReportAsync(params string[] streams)
    {
        foreach (var id in streams)
            Assert.Equal(1, (await _client.ReportAsync(id, Single)).Value?.Accepted);
    }
}
