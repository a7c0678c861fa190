using System.Collections.Immutable;
using System.Text.Json;

namespace Streams.Client;

/// <summary>
/// Sends reports to one stream, in the order of the calls. It batches reports, posts one batch at a time, and repeats a batch under the same ids until it is acknowledged.
/// Thread-safe. Disposing it flushes.
/// </summary>
/// <remarks>
/// The task of each call completes when its report is durable. It fails with a <see cref="BroadcastException"/> if the server refuses the report, if the report is not
/// acknowledged within <see cref="StreamsClientOptions.ReportDeadline"/>, or if too many reports are pending. Cancelling the call's <see cref="CancellationToken"/> cancels
/// the task; the report may have been recorded anyway. You need not await one call before the next.
/// </remarks>
public sealed class ProgressBroadcaster : IAsyncDisposable
{
    private readonly ReportQueue _queue;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    // What was reported last, by agent; the whole stream has the key "".
    private readonly Dictionary<string, (long? Completed, long? Total)> _last = new(StringComparer.Ordinal);

    internal ProgressBroadcaster(string streamId, ReportQueue queue, TimeProvider time) => (StreamId, _queue, _time) = (streamId, queue, time);

    /// <summary>The stream's id.</summary>
    public string StreamId { get; }

    /// <summary>Sends a report of any kind.</summary>
    /// <param name="report">
    /// The report. If it has no id, it gets one. A report with the id of an earlier one, even from another process, is not counted again (the server remembers at
    /// least the last 1,000 ids of a stream, and all ids of the last 10 minutes).
    /// </param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    /// <returns>The acknowledgement.</returns>
    public Task<BroadcastAck> BroadcastAsync(Report report, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<BroadcastAck>(cancellationToken);
        var id = report.ReportId ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");
        byte[] json;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(report with { ReportId = id }, ClientJson.Of<Report>());
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Task.FromException<BroadcastAck>(BroadcastException.NotSerializable(id, cause));
        }

        return _queue.AddAsync(id, json, cancellationToken);
    }

    /// <summary>
    /// Reports the progress of the stream or, with <paramref name="agentId"/>, of that agent's own share. The first call gives <paramref name="completed"/>; later calls may
    /// omit what has not changed.
    /// </summary>
    /// <param name="completed">Units done, from 0; may exceed <paramref name="total"/>.</param>
    /// <param name="total">Units to do, from 1; omitted if unknown.</param>
    /// <param name="percentage">Whole percent, 0 to 100. It counts only if the stream has no target.</param>
    /// <param name="qualityScore">Average score, 0 to 5.</param>
    /// <param name="itemsByStage">Count of items by stage.</param>
    /// <param name="reportId">The report's id; see <see cref="BroadcastAsync"/>.</param>
    /// <param name="agentId">The agent whose own share this is; null for the whole stream.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastProgressAsync(
        long? completed = null,
        long? total = null,
        int? percentage = null,
        double? qualityScore = null,
        IReadOnlyDictionary<string, long>? itemsByStage = null,
        string? reportId = null,
        string? agentId = null,
        CancellationToken cancellationToken = default)
    {
        (long? Completed, long? Total) last;
        lock (_gate)
        {
            last = _last.GetValueOrDefault(agentId ?? "");
            last = _last[agentId ?? ""] = (completed ?? last.Completed, total ?? last.Total);
        }

        return last.Completed is { } done
            ? BroadcastAsync(
                new ProgressReport(reportId, done, last.Total, percentage, qualityScore, itemsByStage?.ToImmutableSortedDictionary(StringComparer.Ordinal), agentId), cancellationToken)
            : Task.FromException<BroadcastAck>(Incomplete("completed", reportId));
    }

    /// <summary>Reports that more units are done. Repeats of one report count once.</summary>
    /// <param name="by">The number of further units, from 1.</param>
    /// <param name="agentId">The agent whose own share grows; null for the whole stream.</param>
    /// <param name="reportId">The report's id; see <see cref="BroadcastAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastAdvanceAsync(long by, string? agentId = null, string? reportId = null, CancellationToken cancellationToken = default) =>
        BroadcastAsync(new AdvanceReport(reportId, by, agentId), cancellationToken);

    /// <summary>Reports that an agent is alive. It creates no entry in the feed.</summary>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastHeartbeatAsync(string agentId, CancellationToken cancellationToken = default) =>
        BroadcastAsync(new HeartbeatReport(null, agentId), cancellationToken);

    /// <summary>Reports what an agent does.</summary>
    /// <param name="id">The agent's id, 1 to 64 URL-safe characters.</param>
    /// <param name="name">The agent's name, 1 to 200 characters.</param>
    /// <param name="type">The agent's type, <c>[a-z0-9_]{1,64}</c>.</param>
    /// <param name="activityType">What happened.</param>
    /// <param name="message">A sentence for people, 1 to 1,000 characters.</param>
    /// <param name="data">Anything more: a JSON object of at most 8 KiB.</param>
    /// <param name="reportId">The report's id; see <see cref="BroadcastAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastActivityAsync(
        string id,
        string name,
        string type,
        ActivityType activityType,
        string message,
        JsonText? data = null,
        string? reportId = null,
        CancellationToken cancellationToken = default) =>
        BroadcastAsync(new ActivityReport(reportId, id, name, type, activityType, message, data), cancellationToken);

    /// <summary>Reports a milestone of your own.</summary>
    /// <param name="type"><c>[a-z0-9_]{1,64}</c>; the server refuses those of <see cref="MilestoneTypes"/>, which it raises itself.</param>
    /// <param name="title">A short title, 1 to 200 characters.</param>
    /// <param name="description">A sentence, at most 1,000 characters.</param>
    /// <param name="data">Anything more: a JSON object of at most 8 KiB.</param>
    /// <param name="reportId">The report's id; see <see cref="BroadcastAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastMilestoneAsync(
        string type, string title, string description, JsonText? data = null, string? reportId = null, CancellationToken cancellationToken = default) =>
        BroadcastAsync(new MilestoneReport(reportId, type, title, description, data), cancellationToken);

    /// <summary>Reports items that were found or have changed.</summary>
    /// <param name="items">1 to 100 items.</param>
    /// <param name="agentId">The id of the agent that found them, or null.</param>
    /// <param name="reportId">The report's id; see <see cref="BroadcastAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting, and stops sending the report.</param>
    public Task<BroadcastAck> BroadcastItemsAsync(
        IEnumerable<ReportedItem> items, string? agentId = null, string? reportId = null, CancellationToken cancellationToken = default) =>
        BroadcastAsync(new ItemsReport(reportId, [.. items], agentId), cancellationToken);

    /// <summary>Reports that an agent has started. It is active until it has completed or failed; an active agent that is silent for 60 s counts as failed.</summary>
    /// <inheritdoc cref="BroadcastActivityAsync"/>
    public Task<BroadcastAck> BroadcastAgentStartedAsync(
        string id, string name, string type, string message = "Started", JsonText? data = null, CancellationToken cancellationToken = default) =>
        BroadcastActivityAsync(id, name, type, ActivityType.Started, message, data, cancellationToken: cancellationToken);

    /// <summary>Reports what an agent does. Report at least once a minute: an active agent that is silent for 60 s counts as failed.</summary>
    /// <inheritdoc cref="BroadcastActivityAsync"/>
    public Task<BroadcastAck> BroadcastAgentProgressAsync(
        string id, string name, string type, string message, JsonText? data = null, CancellationToken cancellationToken = default) =>
        BroadcastActivityAsync(id, name, type, ActivityType.Progress, message, data, cancellationToken: cancellationToken);

    /// <summary>Reports that an agent has finished.</summary>
    /// <inheritdoc cref="BroadcastActivityAsync"/>
    public Task<BroadcastAck> BroadcastAgentCompletedAsync(
        string id, string name, string type, string message = "Completed", JsonText? data = null, CancellationToken cancellationToken = default) =>
        BroadcastActivityAsync(id, name, type, ActivityType.Completed, message, data, cancellationToken: cancellationToken);

    /// <summary>Reports that an agent has failed.</summary>
    /// <inheritdoc cref="BroadcastActivityAsync"/>
    public Task<BroadcastAck> BroadcastAgentFailedAsync(
        string id, string name, string type, string message = "Failed", JsonText? data = null, CancellationToken cancellationToken = default) =>
        BroadcastActivityAsync(id, name, type, ActivityType.Failed, message, data, cancellationToken: cancellationToken);

    /// <summary>Sends pending reports at once. Completes when each report broadcast so far is acknowledged or has failed, and never fails because of them.</summary>
    /// <param name="cancellationToken">Ends the wait; the reports are still sent.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _queue.FlushAsync(cancellationToken);

    /// <summary>Accepts no more reports and flushes, which takes at most <see cref="StreamsClientOptions.ReportDeadline"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _queue.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        _queue.Dispose();
    }

    private static BroadcastException Incomplete(string field, string? reportId) => new(
        ProblemDocument.From(new(
            RefusalCode.ValidationFailed,
            $"'{field}' is required until it has been reported once.",
            ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(field, ["is required"]))),
        reportId ?? "");
}
