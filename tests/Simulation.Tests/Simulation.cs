using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Publishing;

namespace Streams.Simulation.Tests;

/// <summary>One stream from creation to rest, under faults that a seed determines.</summary>
internal sealed class Simulation : IMeterFactory
{
    private const int Reporters = 3;

    private static readonly TimeSpan Stormy = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly World _world;
    private readonly History _history = new();
    private readonly SnapshotStore _store = new();
    private readonly StoreFault _fault;
    private readonly OutboxMetrics _metrics;
    private readonly List<Meter> _meters = [];
    private readonly SimulatedHost[] _hosts;
    private readonly List<SimulatedViewer> _viewers = [];
    private readonly List<StreamNews[]> _known = [];
    private readonly Actor _network;
    private SimulatedGrain? _current;
    private SimulatedGrain? _before;
    private int _made;
    private int _reporting = Reporters;
    private bool _deleting;

    private Simulation(int seed, StoreFault fault)
    {
        (_world, _fault) = (new(seed), fault);
        _network = new(_world);
        _metrics = new(this);
        _hosts = [NewHost(), NewHost()];
    }

    /// <summary>Runs a seed to rest. Throws if an invariant does not hold.</summary>
    /// <returns>The number of events in the log, then the simulated time: the same for each run of a seed.</returns>
    public static (long Events, TimeSpan Elapsed) Run(int seed, StoreFault fault = StoreFault.None)
    {
        using var simulation = new Simulation(seed, fault);
        return simulation.Run();
    }

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(meter => meter.Dispose());

    private (long Events, TimeSpan Elapsed) Run()
    {
        for (var i = 0; i < 3; i++)
            _viewers.Add(new(_world, _history, () => _hosts[_world.Next(_hosts.Length)]));
        for (var i = 0; i < Reporters; i++)
        {
            var name = $"{i}";
            new Actor(_world).Start(() => ReportAsync(name));
        }

        new Actor(_world).Start(BreakAsync);
        _world.RunUntil(() => _world.Clock.Elapsed >= Stormy, Describe, Stormy * 2);
        _world.Faulty = false;
        _world.RunUntil(IsAtRest, Describe, Patience);
        return (_history.Head, _world.Clock.Elapsed);
    }

    private bool IsAtRest() => _reporting == 0 && (!_deleting || _history.IsDeleted) && _viewers.TrueForAll(viewer =>
        _history.IsDeleted ? viewer.HasEnded || viewer.Position is null : viewer.Position?.Seq == _history.Head && viewer.Progress == _history.Progress);

    private string Describe() =>
        $"the log ends at {_history.Head}{(_history.IsDeleted ? ", deleted" : "")}; {_reporting} reporters wait; viewers at "
        + $"{string.Join(", ", _viewers.Select(viewer => $"{viewer.Position}{(viewer.HasEnded ? " ended" : "")} of {viewer.Host.Id} at {viewer.Host.Position}"))}";

    private SimulatedHost NewHost() => new(_world, $"host-{_made++}", Find);

    /// <summary>The activation that a call reaches: during a takeover, at times, the one before.</summary>
    private SimulatedGrain Find()
    {
        if (_before is { Actor.IsDead: false, IsIdle: false } && _world.Chance(30))
            return _before;
        if (_current is null or { Actor.IsDead: true } or { IsIdle: true })
            _current = NewGrain();
        return _current;
    }

    private SimulatedGrain NewGrain()
    {
        // The log's work of a silo does not die with its activation: an append can become durable after the activation has died.
        var log = new SimulatedLog(_world, new Actor(_world), _history, _fault);
        var grain = new SimulatedGrain(_world, log, _store, _metrics, SendAsync);
        grain.Actor.Start(async () =>
        {
            while (!_history.IsDeleted)
            {
                await _world.Clock.DelayAsync(TimeSpan.FromSeconds(1));
                await grain.TickAsync();
            }
        });
        return grain;
    }

    private async Task SendAsync(string host, StreamNews[] news)
    {
        _known.Add(news);
        await _world.LatencyAsync();
        if (_world.Fault(3))
            throw new TimeoutException("The host did not take the news.");
        if (!_world.Fault(5))
            Deliver(host, news);
        if (_world.Fault(5))
            Deliver(host, _known[_world.Next(_known.Count)]);
    }

    // News takes its own time, so it can overtake other news.
    private void Deliver(string host, StreamNews[] news) => _network.Start(async () =>
    {
        await _world.LatencyAsync();
        if (Array.Find(_hosts, candidate => candidate.Id == host) is { } target)
        {
            target.Actor.Start(() =>
            {
                target.OnNews(news);
                return Task.CompletedTask;
            });
        }
    });

    private async Task ReportAsync(string name)
    {
        var goal = new NewStream("Goal", TargetMetrics: new(CompaniesToFind: 20));
        await UntilAnsweredAsync(grain => grain.CreateAsync(goal));
        var count = 5 + _world.Next(8);
        for (var i = 0; i < count; i++)
        {
            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(_world.Next(_world.Chance(50) ? 10 : 2_500)));
            var reports = Reports($"{name}-{i}");
            if (await UntilAnsweredAsync(grain => grain.ReportAsync(reports)) is not { } acknowledged)
                continue;
            foreach (var report in reports.Where(report => report.ReportId is not null))
                History.Require(_history.HasReport(report.ReportId!) || _history.IsDeleted, $"Report {report.ReportId} was acknowledged, but the log does not have it.");
            History.Require(acknowledged.Position.Seq <= _history.Head, $"An acknowledgement has the position {acknowledged.Position}, beyond the log's end {_history.Head}.");
        }

        _reporting--;
    }

    private ImmutableArray<Report> Reports(string id)
    {
        var completed = _history.Head / 2;
        Report main = _world.Next(4) switch
        {
            0 => new ProgressReport(id, completed, 20),
            1 => new ActivityReport(id, $"agent-{_world.Next(2)}", "Agent", "external", (ActivityType)_world.Next(4), id),
            2 => new MilestoneReport(id, "own", id, id),
            _ => new ItemsReport(id, [new($"key-{_world.Next(5)}", id, QualityScore: _world.Next(6))]),
        };
        return _world.Chance(50) ? [main] : [new ProgressReport(null, completed, 20), main];
    }

    /// <summary>Repeats a call until it is acknowledged or refused for good.</summary>
    private async Task<T?> UntilAnsweredAsync<T>(Func<SimulatedGrain, Task<Outcome<T>>> call)
        where T : class
    {
        while (true)
        {
            var answer = await _world.CallAsync(Find, call, TimeSpan.FromSeconds(5));
            if (answer.TryGet(out var value, out var refusal))
                return value;
            if (!refusal.Code.Retryable())
                return null;
            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(20 + _world.Next(300)));
        }
    }

    /// <summary>The faults of the world beside those of single messages and appends.</summary>
    private async Task BreakAsync()
    {
        while (_world.Faulty)
        {
            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(_world.Next(2_500)));
            var index = _world.Next(_hosts.Length);
            switch (_world.Next(8))
            {
                case 0:
                    _current?.Actor.Die();
                    break;
                case 1:
                    _hosts[index].Actor.Die();
                    _hosts[index] = NewHost();
                    break;
                case 2 or 3:
                    // A takeover: two activations, until the one before finds out.
                    _before?.Actor.Die();
                    _before = _current;
                    if (_world.Chance(50))
                        _before?.StoreSnapshot();
                    _current = null;
                    break;
                case 4:
                    _before?.Actor.Die();
                    break;
                case 5:
                    _viewers[_world.Next(_viewers.Count)].Disconnect();
                    break;
                case 6 when _history.Head > 10:
                    _history.Thin();
                    break;
                default:
                    await UntilAnsweredAsync(grain => grain.ChangeAsync(new(Name: $"Goal {_world.Next(3)}")));
                    break;
            }
        }

        _before?.Actor.Die();
        if (_world.Chance(10))
        {
            _deleting = true;
            await UntilAnsweredAsync(grain => grain.DeleteAsync());
        }
    }
}
