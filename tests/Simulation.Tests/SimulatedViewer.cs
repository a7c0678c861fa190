using Streams.Contract;

namespace Streams.Simulation.Tests;

/// <summary>A browser: applies frames by the client's frame rule, sleeps at times, and reconnects with its position, perhaps to another host.</summary>
internal sealed class SimulatedViewer
{
    private readonly World _world;
    private readonly History _history;
    private readonly Func<SimulatedHost> _host;
    private readonly HashSet<string> _milestones = [];
    private bool _connected;

    public SimulatedViewer(World world, History history, Func<SimulatedHost> host)
    {
        (_world, _history, _host, Host) = (world, history, host, host());
        new Actor(world).Start(StayConnectedAsync);
    }

    /// <summary>Where the viewer is.</summary>
    public Position? Position { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>The payload of the newest progress that the viewer has.</summary>
    public string Progress { get; private set; } = "";

    public int Connection { get; private set; }

    public SimulatedHost Host { get; private set; }

    // The host's part: what it has sent, and whether it sends or reads.
    public Position Cursor { get; set; } = new("", 0);

    public bool IsPaged { get; set; }

    public bool IsBusy { get; set; }

    public bool IsWoken { get; set; }

    public bool IsConnected(int connection) => _connected && Connection == connection && !Host.Actor.IsDead && !HasEnded;

    public void Disconnect() => _connected = false;

    public void End(int connection) => HasEnded |= Connection == connection;

    /// <summary>Takes a snapshot, which must not take the viewer back.</summary>
    public void Start(int connection, Snapshot snapshot)
    {
        if (!IsConnected(connection))
            return;
        History.Require(Position is null || Position.Epoch != snapshot.Position.Epoch || snapshot.Position.Seq >= Position.Seq, $"A snapshot at {snapshot.Position} takes a viewer back from {Position}.");
        _history.Check(snapshot);
        Position = snapshot.Position;
        Progress = ContractJson.ToText(snapshot.Progress).ToString();
        _milestones.Clear();
        foreach (var milestone in snapshot.Milestones)
            AddMilestone(milestone.Id);
    }

    public async Task ReceiveAsync(int connection, Frame frame)
    {
        await _world.Clock.DelayAsync(TimeSpan.FromMicroseconds(_world.Fault(5) ? _world.Next(3_000_000) : 50 + _world.Next(2_000)));
        if (!IsConnected(connection))
            return;
        _history.Check(frame);
        if (Position is null || frame.Epoch != Position.Epoch || frame.From > Position.Seq)
        {
            // A gap: the viewer watches again from its position.
            _connected = false;
            return;
        }

        foreach (var change in frame.Events.Where(change => change.Seq > Position.Seq))
        {
            if (change.Event == EventName.Milestone)
                AddMilestone(ContractJson.FromText<Milestone>(change.Payload).Id);
            if (change.Event == EventName.ProgressUpdate)
                Progress = change.Payload.ToString();
        }

        if (frame.To > Position.Seq)
            Position = new(frame.Epoch, frame.To);
    }

    // A client gives up if there is no stream. This one waits for the stream's creation.
    private void Refuse(Refusal refusal) => (_connected, HasEnded) = (false, HasEnded || (refusal.Code == RefusalCode.StreamNotFound && _history.IsDeleted));

    private void AddMilestone(string id) => History.Require(_milestones.Add(id), $"A viewer got milestone {id} twice.");

    private async Task StayConnectedAsync()
    {
        while (!HasEnded)
        {
            if (!_connected || Host.Actor.IsDead)
            {
                await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(_world.Fault(10) ? _world.Next(20_000) : 20 + _world.Next(200)));
                (Host, Connection, _connected, IsBusy, IsPaged) = (_host(), Connection + 1, true, false, false);
                var (host, connection) = (Host, Connection);
                host.Actor.Start(async () =>
                {
                    if (await host.AttachAsync(this, connection, Position) is { } refusal && Connection == connection)
                        Refuse(refusal);
                });
            }

            await _world.Clock.DelayAsync(TimeSpan.FromMilliseconds(100));
        }
    }
}
