using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Api.Tests.Hosting;

/// <summary>A stream that decides by the real rules and keeps what it decided in memory.</summary>
internal sealed class FakeStreamGrain(string id) : IStreamGrain
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 35, 58, 123, TimeSpan.Zero);

    private readonly List<StreamChange> _changes = [];

    public StreamState? State { get; private set; }

    public Task<Outcome<StreamWithAgents>> Create(NewStream goal)
    {
        Keep(StreamRules.Create(id, "e1", goal, Now));
        return Task.FromResult<Outcome<StreamWithAgents>>(new StreamWithAgents(State!.View.Stream, State.Assignments));
    }

    public Task<Outcome<ReportAck>> Report(ImmutableArray<Report> reports) => Do<ReportAck>(state =>
    {
        var decision = StreamRules.Report(state, reports, Now);
        return Keep(decision) is { } refusal ? refusal : new ReportAck(decision.Accepted, decision.Duplicates, decision.State.View.Position);
    });

    public Task<Outcome<ProgressStream>> Change(StreamPatch patch) =>
        Do<ProgressStream>(state => Keep(StreamRules.Change(state, patch, Now)) is { } refusal ? refusal : State!.View.Stream);

    public Task<Outcome<Position>> Delete() => Do<Position>(state =>
    {
        State = null;
        return state.View.Position;
    });

    public Task<Outcome<Snapshot>> GetSnapshot() => Do<Snapshot>(state => state.View);

    public Task<Outcome<AgentAssignment>> Assign(NewAgent agent) => Do<AgentAssignment>(state =>
        Keep(StreamRules.Assign(state, agent, Now)) is { } refusal ? refusal : State!.Assignments[^1]);

    public Task<Outcome<AssignmentList>> GetAssignments() => Do<AssignmentList>(state => new AssignmentList(state.Assignments));

    public Task<Outcome<ActivityPage>> ReadActivities(long? beforeSeq, int limit) => Do<ActivityPage>(_ =>
    {
        var found = _changes.Where(change => change.Payload is AgentActivity && change.Seq < (beforeSeq ?? long.MaxValue)).Reverse().ToArray();
        return new ActivityPage(
            [.. found.Take(limit).Select(change => (AgentActivity)change.Payload)], found.Length > limit ? found[limit - 1].Seq : null);
    });

    public Task<Outcome<MilestoneList>> ReadMilestones() => Do<MilestoneList>(state => new MilestoneList(state.View.Milestones));

    public Task<Outcome<ItemPage>> ReadItems(ItemQuery query) => Do<ItemPage>(state =>
    {
        var items = state.KnownItems.Values.OrderBy(item => item.Key, StringComparer.Ordinal).ToArray();
        var start = 0;
        if (query.Cursor is { } cursor && (!int.TryParse(cursor, out start) || start > items.Length))
            return UnknownCursor;
        var page = items.Where(item => query.Stage is null || item.Stage == query.Stage).Skip(start).Take(query.Limit).ToImmutableArray();
        return new ItemPage(page, start + query.Limit < items.Length ? $"{start + query.Limit}" : null);
    });

    public Task<Outcome<Snapshot>> Watch(string host) => throw new NotSupportedException();

    public Task<Outcome<Position>> Renew(string host) => throw new NotSupportedException();

    public Task Unwatch(string host) => throw new NotSupportedException();

    public Task<Outcome<EventPage>> ReadEvents(long afterSeq, int limit) => throw new NotSupportedException();

    public Task<Outcome<ItemList>> FindItems(ImmutableArray<string> keys) => throw new NotSupportedException();

    public Task<Outcome<ItemCount>> CountItems(string createdBy, long afterSeq) => throw new NotSupportedException();

    internal static Refusal UnknownCursor { get; } = new(
        RefusalCode.ValidationFailed,
        "Not a cursor.",
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("cursor", ["is not one that was given out for this list"]));

    private Refusal? Keep(Decision decision)
    {
        if (decision.Refusal is not null)
            return decision.Refusal;
        State = decision.State;
        _changes.AddRange(decision.Changes);
        return null;
    }

    // The real grain is one call at a time too.
    private Task<Outcome<T>> Do<T>(Func<StreamState, Outcome<T>> act)
        where T : class
    {
        lock (_changes)
            return Task.FromResult(State is { } state ? act(state) : Refusal.StreamNotFound(id));
    }
}
