using Microsoft.Extensions.Logging.Abstractions;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Simulation.Tests;

/// <summary>An API host: the product's live copy, with a thin shell that calls the stream and serves viewers one frame at a time.</summary>
internal sealed class SimulatedHost
{
    private static readonly RelayOptions Options = new() { RingEvents = 8, PageSize = 4, MaxReplay = 30, KeptNews = 6, FrameBytes = 1_200 };

    private readonly World _world;
    private readonly Func<SimulatedGrain> _find;
    private readonly List<SimulatedViewer> _viewers = [];
    private readonly LiveCopy _copy = new(SimulatedGrain.Id, Options, NullLogger.Instance);
    private Task<Refusal?>? _load;
    private bool _repairing;
    private bool _flushing;

    public SimulatedHost(World world, string id, Func<SimulatedGrain> find)
    {
        (_world, Id, _find, Actor) = (world, id, find, new(world));
        Actor.Start(RenewAsync);
    }

    public string Id { get; }

    public Actor Actor { get; }

    public Position? Position => _copy.Position;

    /// <summary>Takes news, which may be known, late or out of order.</summary>
    public void OnNews(StreamNews[] news)
    {
        foreach (var piece in news)
            _copy.Take(piece);
        StartDue();
    }

    /// <summary>Starts to serve a viewer. Runs as a turn of this host.</summary>
    /// <returns>Why the viewer is refused, or null.</returns>
    public async Task<Refusal?> AttachAsync(SimulatedViewer viewer, int connection, Position? position)
    {
        var load = _load ??= LoadAsync();
        if (await load is { } refusal)
        {
            _load = _load == load ? null : _load;
            return refusal;
        }

        var plan = _copy.PlanFor(position, caughtUp: false, mayFill: false);
        if (plan == StartPlan.CatchUp)
        {
            _copy.CatchUp(position!.Seq);
            StartDue();
            var end = _world.Clock.Elapsed + TimeSpan.FromSeconds(2);
            while (_repairing && _world.Clock.Elapsed < end)
                await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(20));
            if (_repairing)
                return Refusal.StreamUnreachable();
            plan = _copy.PlanFor(position, caughtUp: true, mayFill: false);
        }

        if (_copy.Ended is not null)
            return Refusal.StreamNotFound(SimulatedGrain.Id);
        if (!viewer.IsConnected(connection))
            return null;
        if (plan == StartPlan.Snapshot)
        {
            viewer.Start(connection, _copy.Snapshot.Snapshot);
            viewer.Cursor = _copy.Snapshot.Position;
        }
        else
        {
            (viewer.Cursor, viewer.IsPaged) = (position!, plan == StartPlan.Page);
        }

        _viewers.Add(viewer);
        if (TryBegin(viewer, connection))
            await StepAsync(viewer, connection);
        return null;
    }

    private async Task<Refusal?> LoadAsync()
    {
        var answer = await _world.CallAsync(_find, grain => grain.WatchAsync(Id), TimeSpan.FromSeconds(5));
        if (answer.TryGet(out var snapshot, out var refusal))
            _copy.Adopt(snapshot);
        StartDue();
        return _copy.Position is null ? refusal ?? Refusal.StreamNotFound(SimulatedGrain.Id) : null;
    }

    private async Task RenewAsync()
    {
        while (_copy.Ended is null)
        {
            await _world.Clock.DelayAsync(WatchLease.Duration / 3);
            if (_copy.Position is null)
                continue;
            var answer = await _world.CallAsync(_find, grain => grain.RenewAsync(Id), TimeSpan.FromSeconds(5));
            if (answer.TryGet(out var head, out var refusal))
                _copy.Learn(head);
            else
                EndIf(refusal);
            StartDue();
        }
    }

    private void StartDue()
    {
        if (!_repairing && _copy.Due != RepairStep.None)
        {
            _repairing = true;
            Actor.Start(RepairAsync);
        }

        if (!_flushing && _copy.HasNews)
        {
            _flushing = true;
            Actor.Start(FlushAsync);
        }
    }

    private async Task RepairAsync()
    {
        while (_copy.Due is not RepairStep.None and var step)
        {
            var from = _copy.Head;
            _copy.Begin(step);
            var refusal = step switch
            {
                RepairStep.Reload => Apply(await _world.CallAsync(_find, grain => grain.WatchAsync(Id), TimeSpan.FromSeconds(5)), snapshot => _copy.Adopt(snapshot)),
                RepairStep.Ask => Apply(await _world.CallAsync(_find, grain => grain.RenewAsync(Id), TimeSpan.FromSeconds(5)), _copy.Learn),
                _ => Took(await ReadAsync(from), from),
            };
            if (refusal is null)
                continue;
            _copy.Failed(step);
            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(50 + _world.Next(500)));
        }

        _repairing = false;
    }

    private Refusal? Apply<T>(Outcome<T> answer, Action<T> apply)
    {
        if (answer.TryGet(out var value, out var refusal))
            apply(value);
        else
            EndIf(refusal);
        StartDue();
        return refusal;
    }

    private Refusal? Took(Outcome<EventPage> answer, long from)
    {
        Refusal? later = null;
        return Apply(answer, page => later = _copy.Took(page, from)) ?? later;
    }

    private void EndIf(Refusal refusal)
    {
        if (refusal.Code == RefusalCode.StreamNotFound)
            _copy.End();
    }

    private Task<Outcome<EventPage>> ReadAsync(long from) =>
        _world.CallAsync(_find, grain => grain.ReadEventsAsync(from, Options.PageSize), TimeSpan.FromSeconds(5));

    private async Task FlushAsync()
    {
        while (_copy.HasNews)
        {
            var frame = _copy.Flush(out _);
            foreach (var viewer in _viewers)
                Actor.Start(() => SendAsync(viewer, viewer.Connection, frame));
            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(_world.Next(40)));
        }

        _flushing = false;
    }

    /// <summary>Sends the frame of all to a viewer that has everything before it; another viewer takes its own steps.</summary>
    private async Task SendAsync(SimulatedViewer viewer, int connection, EncodedFrame? frame)
    {
        if (!TryBegin(viewer, connection))
            return;
        if (frame is null || viewer.Cursor != new Position(frame.Epoch, frame.From))
        {
            await StepAsync(viewer, connection);
            return;
        }

        viewer.Cursor = frame.End;
        await viewer.ReceiveAsync(connection, frame.Frame);
        if (viewer.IsWoken)
            await StepAsync(viewer, connection);
        else
            End(viewer, connection);
    }

    private bool TryBegin(SimulatedViewer viewer, int connection)
    {
        viewer.IsWoken = true;
        if (viewer.IsBusy || !viewer.IsConnected(connection) || viewer.Host != this)
            return false;
        (viewer.IsBusy, viewer.IsWoken) = (true, false);
        return true;
    }

    private void End(SimulatedViewer viewer, int connection)
    {
        if (viewer.Connection == connection)
            viewer.IsBusy = false;
        if (!viewer.IsConnected(connection))
            _viewers.Remove(viewer);
    }

    /// <summary>Sends a viewer what it gets next until it has everything, one frame at a time.</summary>
    private async Task StepAsync(SimulatedViewer viewer, int connection)
    {
        while (viewer.IsConnected(connection))
        {
            var step = _copy.Next(viewer.Cursor, viewer.IsPaged);
            viewer.IsPaged &= step.Page;
            var frame = step.Frame;
            if (step.Page)
            {
                var answer = await ReadAsync(viewer.Cursor.Seq);
                if (answer.TryGet(out var page, out _) && page.Events.Count > 0)
                    frame = EncodedFrame.Of(SimulatedGrain.Id, viewer.Cursor, page.Events, Options.FrameBytes);
                else
                    viewer.IsPaged = false;
            }
            else if (step.Ended is not null)
            {
                viewer.End(connection);
            }
            else if (frame is null)
            {
                break;
            }

            if (frame is not null && viewer.IsConnected(connection))
            {
                viewer.Cursor = frame.End;
                await viewer.ReceiveAsync(connection, frame.Frame);
            }
        }

        End(viewer, connection);
    }
}
