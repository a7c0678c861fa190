using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Agents;

/// <summary>
/// The current run as its work sees it: stream, source, pace, reports and checkpoints. Not thread-safe: one run owns it.
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

    public IStreamGrain Stream => stream;

    public ICompanySource Source => source;

    public Execution Execution => execution;

    public string AgentId => assignment.AgentId;

    public Checkpoint Checkpoint { get; private set; } = checkpoint;

    /// <summary>Whether an earlier activation started this run.</summary>
    public bool Resumed => resumed;

    public Pace Pace { get; } = Pace.Of(assignment.Config, time);

    /// <summary>The current year, to compute a company's age.</summary>
    public int Year => time.Now().Year;

    /// <exception cref="StreamGoneException">The stream was deleted.</exception>
    public Task<Snapshot> SnapshotAsync(CancellationToken cancellation) => AskAsync(stream.GetSnapshot, cancellation);

    /// <summary>Calls the stream, and retries while the stream or its storage is unavailable.</summary>
    /// <exception cref="StreamGoneException">The stream was deleted.</exception>
    /// <exception cref="AgentFailedException">The stream refused, and a retry would not help.</exception>
    public async Task<T> AskAsync<T>(Func<Task<Outcome<T>>> ask, CancellationToken cancellation)
    {
        Backoff? backoff = null;
        while (true)
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

            await Task.Delay((backoff ??= new(FirstRetry, LastRetry)).Next(), time, cancellation);
        }
    }

    /// <summary>Sends reports and waits until they are durable. A retry does not count twice, because reports have ids.</summary>
    public Task<ReportAck> ReportAsync(ImmutableArray<Report> reports, CancellationToken cancellation)
    {
        if (reports.Any(report => report is ActivityReport))
            _lastActivity = time.Now();
        return AskAsync(() => stream.Report(reports), cancellation);
    }

    /// <summary>Looks up companies in the stream. Of several with one key, only the first is returned.</summary>
    public async Task<IReadOnlyList<Candidate>> FindAsync(IEnumerable<Company> companies, CancellationToken cancellation)
    {
        var keyed = companies.Select(company => (Key: CompanyKey.Of(company), Company: company)).DistinctBy(one => one.Key).ToArray();
        if (keyed.Length == 0)
            return [];
        var items = (await AskAsync(() => stream.FindItems([.. keyed.Select(one => one.Key)]), cancellation)).ToDictionary(item => item.Key, StringComparer.Ordinal);
        return [.. keyed.Select(one => new Candidate(one.Key, one.Company, items.GetValueOrDefault(one.Key)))];
    }

    /// <summary>Adds to the number of processed items, and reports an activity if that crosses a multiple of <paramref name="every"/>.</summary>
    /// <returns>The new number.</returns>
    public async Task<long> CountAsync(long before, int done, int every, Func<long, ActivityReport> report, CancellationToken cancellation)
    {
        var after = before + done;
        if (after / every > before / every)
            await ReportAsync([report(after)], cancellation);
        return after;
    }

    /// <summary>Creates an activity report of this agent. <paramref name="step"/> identifies it within the run.</summary>
    public ActivityReport Activity(ActivityType type, string step, string message, JsonObject? data = null) =>
        Activity(type, step, message, data is null ? null : JsonText.Parse(data.ToJsonString()));

    /// <inheritdoc cref="Activity(ActivityType, string, string, JsonObject?)"/>
    public ActivityReport Activity(ActivityType type, string step, string message, JsonText? data) =>
        new(ReportId(step), assignment.AgentId, assignment.AgentName, assignment.AgentType, type, message, data);

    /// <summary>The id of a report of this run. It depends only on the step, so it is the same after a restart.</summary>
    public string ReportId(string step) => $"{execution.Id}.{step}";

    /// <summary>Waits until the pace allows <paramref name="items"/> more.</summary>
    /// <param name="items">The number of items.</param>
    /// <param name="status">The message of the heartbeats during a long wait.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public async Task PaceAsync(int items, string status, CancellationToken cancellation)
    {
        for (var wait = Pace.Take(items); wait > TimeSpan.Zero; wait -= HeartbeatAfter)
        {
            await Task.Delay(wait < HeartbeatAfter ? wait : HeartbeatAfter, time, cancellation);
            await HeartbeatAsync(status, cancellation);
        }
    }

    /// <summary>Reports that the agent is working if its last activity was 20 s ago or more: the stream treats a silent agent as failed.</summary>
    public async Task HeartbeatAsync(string status, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (time.Now() - _lastActivity >= HeartbeatAfter)
            await ReportAsync([Activity(ActivityType.Progress, $"at-{time.Now().ToUnixTimeMilliseconds()}", status)], cancellation);
    }

    /// <summary>Stores that everything up to the cursor is done and reported.</summary>
    public async Task SaveAsync(string cursor, IReadOnlyDictionary<string, double> counts)
    {
        Checkpoint = Checkpoint with { Cursor = cursor, Counts = counts };
        await save(Checkpoint);
    }

    private static async Task<Outcome<T>?> TryAsync<T>(Func<Task<Outcome<T>>> ask, CancellationToken cancellation)
    {
        try
        {
            // Abandons the call if the run ends: a stopping silo may never reply.
            return await ask().WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The stream's silo died, or the storage failed during an activation: retry.
            return null;
        }
    }
}
