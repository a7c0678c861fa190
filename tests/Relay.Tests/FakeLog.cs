using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Relay.Tests;

/// <summary>One stream and its log. Thread-safe.</summary>
public sealed class FakeLog
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly Lock _gate = new();
    private readonly List<StreamEvent> _events = [];
    private readonly List<Snapshot> _views = [];
    private readonly HashSet<long> _thinned = [];

    public FakeLog(string id, string epoch = "e1")
    {
        (Id, Epoch) = (id, epoch);
        Reset(epoch, 0);
    }

    public string Id { get; }

    /// <summary>The description of new milestones.</summary>
    public string Text { get; set; } = "Text";

    public string Epoch { get; private set; }

    public long Head => _events.Count;

    public Snapshot View => ViewAt(Head);

    public void Reset(string epoch, int keep)
    {
        lock (_gate)
        {
            Epoch = epoch;
            _events.RemoveRange(keep, _events.Count - keep);
            var stream = new ProgressStream(Id, "name", null, GoalCriteria.None, new(), null, GoalStatus.NotStarted, Start, Start, null);
            _views.Clear();
            _views.Add(new(stream, new(Id, 0, 50, 0, null, null, Start), [], [], [], new(epoch, 0)));
            foreach (var change in _events)
                _views.Add(SnapshotRules.Evolve(_views[^1], change));
        }
    }

    public Snapshot ViewAt(long seq)
    {
        lock (_gate)
            return _views[(int)seq];
    }

    public ImmutableArray<StreamEvent> Range(long from, long to)
    {
        lock (_gate)
            return [.. _events.Skip((int)from).Take((int)(to - from))];
    }

    /// <summary>The result of a read of the log.</summary>
    public ImmutableArray<StreamEvent> Page(long after, int limit)
    {
        lock (_gate)
            return [.. _events.Skip((int)after).Where(change => !_thinned.Contains(change.Seq)).Take(limit)];
    }

    /// <summary>Removes all progress events except the last of each hundred events, as thinning does.</summary>
    public void Thin()
    {
        lock (_gate)
        {
            foreach (var hundred in _events.Where(change => change.Event == EventName.ProgressUpdate).GroupBy(change => change.Seq / 100))
                _thinned.UnionWith(hundred.SkipLast(1).Select(change => change.Seq));
        }
    }

    public StreamNews Append(EventName name, int item = 0)
    {
        lock (_gate)
        {
            var seq = _events.Count + 1;
            var at = Start.AddMilliseconds(seq);
            var payload = name switch
            {
                EventName.ProgressUpdate => ContractJson.ToText(new Progress(Id, seq, 100_000, 0, null, null, at)),
                EventName.AgentActivity => ContractJson.ToText(new AgentActivity(
                    $"a{seq}", Id, $"agent{seq % 3}", "Agent", "scoring_agent", (ActivityType)(seq % 4), $"line {seq}\nnext", null, at)),
                EventName.Milestone => ContractJson.ToText(new Milestone($"m{seq}", Id, "own", "Title", Text, null, at)),
                EventName.StreamUpdated => ContractJson.ToText(View.Stream with { Name = $"name {seq}" }),
                _ => ContractJson.ToText(new Item(
                    $"i{item}", Id, Item.Company, $"k{item}", "Company", Stages.Discovered, null, JsonText.Parse($"{{\"seq\":{seq}}}"), at, at, "x")),
            };
            var change = new StreamEvent(seq, name, payload, at);
            _events.Add(change);
            _views.Add(SnapshotRules.Evolve(_views[^1], change));
            return new(Id, Epoch, [change], false);
        }
    }

    public StreamNews Activities(int count)
    {
        var all = Enumerable.Range(0, count).SelectMany(_ => Append(EventName.AgentActivity).Events).ToArray();
        return new(Id, Epoch, all, false);
    }
}
