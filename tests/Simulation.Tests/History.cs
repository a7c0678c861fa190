using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Simulation.Tests;

/// <summary>What the log holds, with what must always be true of it. The order of commits is the truth that viewers are compared with.</summary>
internal sealed class History
{
    public const string Epoch = "e";

    private readonly List<LogRecord> _records = [];
    private readonly List<Snapshot> _views = [];
    private readonly HashSet<long> _thinned = [];
    private readonly HashSet<string> _reports = [];
    private readonly HashSet<string> _milestones = [];

    public long Head => _records.Count;

    public bool IsDeleted { get; private set; }

    /// <summary>The position of the newest progress, which a viewer with everything shows.</summary>
    public string Progress { get; private set; } = "";

    public IReadOnlyList<LogRecord> Records => _records;

    public bool HasReport(string reportId) => _reports.Contains(reportId);

    public LogRecord At(long seq) => _records[(int)seq - 1];

    public bool IsThinned(long seq) => _thinned.Contains(seq);

    public void Append(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            Require(record.Seq == Head + 1, $"Event {record.Seq} was committed after event {Head}.");
            _records.Add(record);
            _views.Add(_views is [.., var last] ? SnapshotRules.Evolve(last, record.Event) : StreamState.From(StreamEpoch.Of(Epoch, SimulatedGrain.Id), ChangeCodec.ToChange(record)).View);
            if (record.ReportId is { } id)
                Require(_reports.Add(id), $"Report {id} was applied twice, again at event {record.Seq}.");
            if (record.Event.Event == EventName.ProgressUpdate)
                Progress = record.Event.Payload.ToString();
            if (record.Event.Event == EventName.Milestone && ContractJson.FromText<Milestone>(record.Event.Payload) is var milestone && MilestoneTypes.IsReserved(milestone.Type))
                Require(_milestones.Add($"{milestone.Type} {milestone.Title}"), $"Milestone '{milestone.Type}: {milestone.Title}' was raised twice, again at event {record.Seq}.");
        }
    }

    public void Delete() => IsDeleted = true;

    /// <summary>Removes progress that no report id protects and that newer progress replaces, as retention does.</summary>
    public void Thin()
    {
        var newer = false;
        for (var seq = Head; seq > 4; seq--)
        {
            if (At(seq) is not { Event.Event: EventName.ProgressUpdate, ReportId: null })
                continue;
            if (newer && seq < Head)
                _thinned.Add(seq);
            newer = true;
        }
    }

    /// <summary>A frame has every event of its range, unchanged, except those that a newer one replaces or that retention removed.</summary>
    public void Check(Frame frame)
    {
        Require(frame.To <= Head || IsDeleted, $"A frame ends at {frame.To}, beyond the log's end {Head}.");
        var (next, to) = (0, Math.Min(frame.To, Head));
        for (var seq = frame.From + 1; seq <= to; seq++)
        {
            var logged = At(seq).Event;
            if (next < frame.Events.Count && frame.Events[next].Seq == seq)
            {
                Require(frame.Events[next++].Payload.ToString() == logged.Payload.ToString(), $"Event {seq} of a frame differs from the log.");
                continue;
            }

            var replaced = logged.Event is EventName.ProgressUpdate or EventName.StreamUpdated or EventName.ItemUpdated
                && (IsThinned(seq) || frame.Events.Skip(next).Any(later => later.Event == logged.Event));
            Require(replaced, $"A frame from {frame.From} to {frame.To} lacks event {seq}, {logged.Event}.");
        }

        Require(next == frame.Events.Count, $"A frame from {frame.From} to {frame.To} has an event that is out of order.");
    }

    /// <summary>A snapshot is what the events up to its position say.</summary>
    public void Check(Snapshot snapshot)
    {
        var seq = snapshot.Position.Seq;
        Require(seq <= Head, $"A snapshot at {seq} is beyond the log's end {Head}.");
        var view = _views[(int)seq - 1];

        // If retention has removed the progress of that time, a newer one follows.
        var progress = Enumerable.Range(0, (int)seq).Select(back => seq - back).FirstOrDefault(earlier => At(earlier).Event.Event == EventName.ProgressUpdate);
        var (expected, actual) = (ContractJson.ToText(view).ToString(), ContractJson.ToText(IsThinned(progress) ? snapshot with { Progress = view.Progress } : snapshot).ToString());
        Require(actual == expected, $"A snapshot at {seq} differs from the log: {actual} instead of {expected}");
    }

    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvariantException(otherwise);
    }
}

/// <summary>An invariant does not hold.</summary>
internal sealed class InvariantException(string message) : Exception(message);
