using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streams.Client;

/// <summary>
/// Reports into one stream, in the order of the calls. Reports are gathered for a moment, posted in one request at a time, and sent again under the same
/// id until they are acknowledged. Thread-safe. Disposing of it flushes.
/// </summary>
/// <remarks>
/// Each call's task completes when its report is durable. It fails with a <see cref="BroadcastException"/> where the server refused it, where it was not
/// acknowledged within <see cref="StreamsClientOptions.ReportDeadline"/>, or where too many reports wait; and it is cancelled by its
/// <see cref="CancellationToken"/>, which leaves open whether the report was recorded. There is no need to wait for one call before the next.
/// </remarks>
public sealed class ProgressBroadcaster : IAsyncDisposable
{
    private readonly ReportQueue _queue;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private (long? Completed, long? Total) _told;

    internal ProgressBroadcaster(string streamId, ReportQueue queue, TimeProvider time) => (StreamId, _queue, _time) = (streamId, queue, time);

    /// <summary>The stream.</summary>
    public string StreamId { get; }

    /// <summary>How far the stream is. What is left out of completed and total is as this broadcaster last told.</summary>
    public Task<BroadcastAck> BroadcastProgressAsync(ProgressReport progress, CancellationToken cancellationToken = default)
    {
        (long? Completed, long? Total) told;
        lock (_gate)
            told = _told = (progress.Completed ?? _told.Completed, progress.Total ?? _told.Total);

        // Where one is still missing, the server says so.
        return SendAsync(progress with { Completed = told.Completed, Total = told.Total }, cancellationToken);
    }

    /// <summary>What an agent does.</summary>
    public Task<BroadcastAck> BroadcastActivityAsync(ActivityReport activity, CancellationToken cancellationToken = default) =>
        SendAsync(activity, cancellationToken);

    /// <summary>The same as <see cref="BroadcastActivityAsync"/>, by its other name.</summary>
    public Task<BroadcastAck> BroadcastAgentActivityAsync(ActivityReport activity, CancellationToken cancellationToken = default) =>
        SendAsync(activity, cancellationToken);

    /// <summary>A milestone of the agent's own.</summary>
    public Task<BroadcastAck> BroadcastMilestoneAsync(MilestoneReport milestone, CancellationToken cancellationToken = default) =>
        SendAsync(milestone, cancellationToken);

    /// <summary>Items found or changed, 1 to 100.</summary>
    /// <param name="items">The items.</param>
    /// <param name="agentId">Who found them, or none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BroadcastAck> BroadcastItemsAsync(
        IReadOnlyList<ReportedItem> items, string? agentId = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ItemsReport(items, agentId), cancellationToken);

    /// <summary>The agent is active from now on.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BroadcastAck> BroadcastAgentStartedAsync(
        string id, string name, string type, string message = "Started", CancellationToken cancellationToken = default) =>
        SendAsync(new ActivityReport(id, name, type, ActivityType.Started, message), cancellationToken);

    /// <summary>The agent goes on; an active agent that says nothing for 60 s counts as failed.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="data">Anything more, at most 8 KiB as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BroadcastAck> BroadcastAgentProgressAsync(
        string id, string name, string type, string message, JsonObject? data = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ActivityReport(id, name, type, ActivityType.Progress, message, data), cancellationToken);

    /// <summary>The agent has finished.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="data">Anything more, at most 8 KiB as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BroadcastAck> BroadcastAgentCompletedAsync(
        string id, string name, string type, string message = "Completed", JsonObject? data = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ActivityReport(id, name, type, ActivityType.Completed, message, data), cancellationToken);

    /// <summary>The agent has failed.</summary>
    /// <param name="id">The agent's id.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="data">Anything more, at most 8 KiB as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<BroadcastAck> BroadcastAgentFailedAsync(
        string id, string name, string type, string message = "Failed", JsonObject? data = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ActivityReport(id, name, type, ActivityType.Failed, message, data), cancellationToken);

    /// <summary>Sends what waits at once; completes when every report broadcast so far is settled, one way or the other, and does not say which.</summary>
    /// <param name="cancellationToken">Ends the wait, and nothing else.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _queue.FlushAsync(cancellationToken);

    /// <summary>Takes no more reports and flushes, which takes at most <see cref="StreamsClientOptions.ReportDeadline"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _queue.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        _queue.Dispose();
    }

    private Task<BroadcastAck> SendAsync(Report report, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<BroadcastAck>(cancellation);
        var id = report.ReportId ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");
        byte[] json;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(report with { ReportId = id }, ClientJson.Compact.Report);
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return Task.FromException<BroadcastAck>(BroadcastException.NotSerializable(id, cause));
        }

        return _queue.AddAsync(id, json, cancellation);
    }
}
