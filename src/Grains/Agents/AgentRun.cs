using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Agents;

/// <summary>
/// A run under way, as the work sees it: its stream, its source, its pace, and how to report and to remember. Not thread-safe: one run owns it.
/// </summary>
internal sealed class AgentRun(
    IStreamGrain stream,
    ICompanySource source,
    AgentAssignment assignment,
    Execution execution,
    Checkpoint checkpoint,
    bool resumed,
    Func<Checkpoint, Task> save,
    TimeProvider time)
{
    private static readonly TimeSpan HeartbeatAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    private DateTimeOffset _lastActivity = time.Now();

    /// <summary>The stream.</summary>
    public IStreamGrain Stream => stream;

    /// <summary>Where companies come from.</summary>
    public ICompanySource Source => source;

    /// <summary>The run.</summary>
    public Execution Execution => execution;

    /// <summary>The agent's id.</summary>
    public string AgentId => assignment.AgentId;

    /// <summary>Where the run is.</summary>
    public Checkpoint Checkpoint { get; private set; } = checkpoint;

    /// <summary>Whether an earlier process began this run.</summary>
    public bool Resumed => resumed;

    /// <summary>How fast it may go.</summary>
    public Pace Pace { get; } = Pace.Of(assignment.Config, time);

    /// <summary>The present year, for judging a company's age.</summary>
    public int Year => time.Now().Year;

    /// <summary>The stream as it stands.</summary>
    /// <exception cref="StreamGoneException">It was deleted.</exception>
    public Task<Snapshot> SnapshotAsync(CancellationToken cancellation) => AskAsync(stream.GetSnapshot, cancellation);

    /// <summary>Asks the stream something, again and again while the storage is away.</summary>
    /// <exception cref="StreamGoneException">It was deleted.</exception>
    /// <exception cref="AgentFailedException">It refused.</exception>
    public async Task<T> AskAsync<T>(Func<Task<Outcome<T>>> ask, CancellationToken cancellation)
    {
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            if (await TryAsync(ask, cancellation) is { } outcome)
            {
                if (outcome.TryGet(out var value, out var refusal))
                    return value;
                if (refusal.Code == RefusalCode.StreamNotFound)
                    throw new StreamGoneException();
                if (!refusal.Code.Retryable())
                    throw new AgentFailedException($"The stream refused a report: {refusal.Detail}");
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Reports, and waits until it is durable. Reports have ids, so that one which is sent twice counts once.</summary>
    public Task<ReportAck> ReportAsync(ImmutableArray<Report> reports, CancellationToken cancellation)
    {
        if (reports.Any(report => report is ActivityReport))
            _lastActivity = time.Now();
        return AskAsync(() => stream.Report(reports), cancellation);
    }

    /// <summary>An activity of this agent. <paramref name="step"/> names it within the run.</summary>
    public ActivityReport Activity(ActivityType type, string step, string message, JsonObject? data = null) =>
        Activity(type, step, message, data is null ? null : JsonText.Parse(data.ToJsonString()));

    /// <inheritdoc cref="Activity(ActivityType, string, string, JsonObject?)"/>
    public ActivityReport Activity(ActivityType type, string step, string message, JsonText? data) =>
        new(ReportId(step), assignment.AgentId, assignment.AgentName, assignment.AgentType, type, message, data);

    /// <summary>The id of a report of this run: the same step has the same id, also after a restart.</summary>
    public string ReportId(string step) => $"{execution.Id}.{step}";

    /// <summary>Waits until the pace allows <paramref name="items"/> more.</summary>
    /// <param name="items">How many.</param>
    /// <param name="status">What to say should the wait become long.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task PaceAsync(int items, string status, CancellationToken cancellation)
    {
        for (var wait = Pace.Take(items); wait > TimeSpan.Zero; wait -= HeartbeatAfter)
        {
            await Task.Delay(wait < HeartbeatAfter ? wait : HeartbeatAfter, time, cancellation);
            await HeartbeatAsync(status, cancellation);
        }
    }

    /// <summary>Says that the agent is at work where nothing was heard of it for a while: silence counts as failure.</summary>
    public async Task HeartbeatAsync(string status, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (time.Now() - _lastActivity >= HeartbeatAfter)
            await ReportAsync([Activity(ActivityType.Progress, $"at-{time.Now().ToUnixTimeMilliseconds()}", status)], cancellation);
    }

    /// <summary>Remembers that everything up to here is done and reported.</summary>
    public async Task SaveAsync(string cursor, IReadOnlyDictionary<string, double> counts)
    {
        Checkpoint = Checkpoint with { Cursor = cursor, Counts = counts };
        await save(Checkpoint);
    }

    private static async Task<Outcome<T>?> TryAsync<T>(Func<Task<Outcome<T>>> ask, CancellationToken cancellation)
    {
        try
        {
            // A call that is under way when the run ends is left to itself: a silo that stops may never answer it.
            return await ask().WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The silo of the stream went away, or storage did in the middle of an activation: ask again.
            return null;
        }
    }
}
