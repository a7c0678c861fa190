using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>
/// Calls a Streams server, reports to its streams, and watches them. Thread-safe; keep one instance. Created by
/// <see cref="StreamsClientServices.AddStreamsClient"/>.
/// </summary>
/// <remarks>
/// Every call throws a <see cref="StreamsException"/> if the server refuses it (<see cref="StreamsException.Code"/> says why) or cannot be reached
/// (<c>unreachable</c>), an <see cref="ArgumentException"/> for an id that is empty, and an <see cref="OperationCanceledException"/> if the caller cancels it.
/// The client repeats calls that are safe to repeat. It repeats assigning, executing and cancelling only if the server certainly did not carry them out.
/// </remarks>
public sealed class StreamsClient
{
    private readonly HttpClient _http;
    private readonly StreamsClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<double>? _random;
    private readonly JsonCalls _calls;

    internal StreamsClient(HttpClient http, StreamsClientOptions options, TimeProvider time, ILoggerFactory loggers, Func<double>? random = null)
    {
        (_http, _options, _time, _random) = (http, options, time, random);
        _logger = loggers.CreateLogger<StreamsClient>();
        _calls = new(http, options, time);
    }

    /// <summary>Creates a stream for a goal. Retries do not create another one.</summary>
    /// <param name="goal">The goal.</param>
    /// <param name="idempotencyKey">
    /// Identifies the request, 1 to 64 URL-safe characters; by default a new one for each call. For 24 hours, a call with the same key, even from another process,
    /// returns the first reply and creates nothing.
    /// </param>
    /// <param name="cancellationToken">Cancels the call; the stream may have been created.</param>
    public Task<CreatedReply> CreateGoalAsync(NewStream goal, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        _calls.SendAsync<CreatedReply>(
            HttpMethod.Post, $"{StreamAddress.Root}/goal", Repeat.Always, BodyOf(goal), cancellationToken,
            idempotencyKey ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"));

    /// <summary>Lists streams, newest first, a page at a time.</summary>
    /// <param name="status">Only streams with this status.</param>
    /// <param name="limit">The size of the page, 1 to 200; 50 if omitted.</param>
    /// <param name="cursor"><see cref="StreamsReply.NextCursor"/> of the previous page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StreamsReply> ListStreamsAsync(
        GoalStatus? status = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) => _calls.GetAsync<StreamsReply>(
        StreamAddress.With(StreamAddress.Root, ("status", status is { } term ? Terms.Of(term) : null), ("limit", Text(limit)), ("cursor", cursor)),
        cancellationToken);

    /// <summary>Gets a stream.</summary>
    public async Task<ProgressStream> GetStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync<StreamReply>(StreamAddress.Of(streamId), cancellationToken).ConfigureAwait(false)).Stream;

    /// <summary>Changes a stream's name, description, target or deadline.</summary>
    /// <exception cref="ArgumentException">The patch both sets and clears the deadline.</exception>
    public async Task<ProgressStream> PatchStreamAsync(string streamId, StreamPatch patch, CancellationToken cancellationToken = default)
    {
        if (patch is { ClearDeadline: true, GoalDeadline: not null })
            throw new ArgumentException("Set the deadline or clear it, not both.", nameof(patch));
        var body = BodyOf(patch);
        if (patch.ClearDeadline)
        {
            var fields = JsonNode.Parse(body)!.AsObject();
            fields["goal_deadline"] = null;
            body = JsonText.From(fields).Utf8.ToArray();
        }

        var reply = await _calls.SendAsync<StreamReply>(HttpMethod.Patch, StreamAddress.Of(streamId), Repeat.Always, body, cancellationToken).ConfigureAwait(false);
        return reply.Stream;
    }

    /// <summary>Deletes a stream and all its data. Its watches end.</summary>
    public Task DeleteStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Delete, StreamAddress.Of(streamId), Repeat.Always, body: null, cancellationToken);

    /// <summary>Gets a stream with its progress and its active agents.</summary>
    public Task<ProgressReply> GetProgressAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.GetAsync<ProgressReply>($"{StreamAddress.Of(streamId)}/progress", cancellationToken);

    /// <summary>Gets a stream with its progress, its active agents, its last activities and its milestones.</summary>
    public Task<Snapshot> GetSnapshotAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.GetAsync<Snapshot>($"{StreamAddress.Of(streamId)}/snapshot", cancellationToken);

    /// <summary>Lists the whole history of activities, newest first, a page at a time.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="limit">The size of the page, 1 to 500; 50 if omitted.</param>
    /// <param name="beforeSeq"><see cref="ActivitiesReply.NextBeforeSeq"/> of the previous page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ActivitiesReply> ListActivitiesAsync(
        string streamId, int? limit = null, long? beforeSeq = null, CancellationToken cancellationToken = default) => _calls.GetAsync<ActivitiesReply>(
        StreamAddress.With($"{StreamAddress.Of(streamId)}/activities", ("limit", Text(limit)), ("before_seq", Text(beforeSeq))), cancellationToken);

    /// <summary>Lists all milestones, oldest first.</summary>
    public async Task<IReadOnlyList<Milestone>> ListMilestonesAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync<MilestonesReply>($"{StreamAddress.Of(streamId)}/milestones", cancellationToken).ConfigureAwait(false)).Milestones;

    /// <summary>Lists items, a page at a time.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="stage">Only items at this stage.</param>
    /// <param name="sort">The order.</param>
    /// <param name="limit">The size of the page, 1 to 500; 50 if omitted.</param>
    /// <param name="cursor"><see cref="ItemsReply.NextCursor"/> of the previous page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ItemsReply> ListItemsAsync(
        string streamId,
        string? stage = null,
        ItemSort sort = ItemSort.CreatedAt,
        int? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default) => _calls.GetAsync<ItemsReply>(
        StreamAddress.With(
            $"{StreamAddress.Of(streamId)}/items",
            ("stage", stage), ("sort", sort == ItemSort.CreatedAt ? "created_at" : "-quality_score"), ("limit", Text(limit)), ("cursor", cursor)),
        cancellationToken);

    /// <summary>Lists the assigned agents, oldest assignment first.</summary>
    public async Task<IReadOnlyList<Agent>> ListAgentsAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync<AgentsReply>($"{StreamAddress.Of(streamId)}/agents", cancellationToken).ConfigureAwait(false)).Agents;

    /// <summary>Gets an agent and its last runs.</summary>
    public async Task<Agent> GetAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync<AgentReply>(StreamAddress.Of(streamId, agentId), cancellationToken).ConfigureAwait(false)).Agent;

    /// <summary>Assigns an agent. If the call fails with <c>unreachable</c> or <c>unavailable</c>, the agent may have been assigned.</summary>
    public async Task<Agent> AssignAgentAsync(string streamId, NewAgent agent, CancellationToken cancellationToken = default)
    {
        var reply = await _calls.SendAsync<AgentReply>(
            HttpMethod.Post, $"{StreamAddress.Of(streamId)}/agents", Repeat.WhereNothingWasDone, BodyOf(agent), cancellationToken).ConfigureAwait(false);
        return reply.Agent;
    }

    /// <summary>Starts a run of an agent and returns without waiting for its end. Refused with <c>agent_already_running</c> during a run.</summary>
    public Task<Execution> ExecuteAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        RunAsync($"{StreamAddress.Of(streamId, agentId)}/execute", cancellationToken);

    /// <summary>Cancels the current run of an agent. Refused with <c>conflict</c> if there is none.</summary>
    public Task<Execution> CancelAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        RunAsync($"{StreamAddress.Of(streamId, agentId)}/cancel", cancellationToken);

    /// <summary>Creates a broadcaster that reports to a stream. Dispose it to send what is pending.</summary>
    public ProgressBroadcaster CreateBroadcaster(string streamId)
    {
        var sender = new ReportSender(_http, $"{StreamAddress.Of(streamId)}/reports", _options.RequestTimeout, _time);
        return new(streamId, new(new(streamId, sender, _time, () => NewBackoff(_random), _logger), _options, _time), _time);
    }

    /// <summary>
    /// Watches a stream: first its snapshot, then every event exactly once and in order; only updates that a later one replaces may be omitted. The watch reconnects by itself for
    /// as long as it is enumerated. Each enumeration is a separate watch.
    /// </summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="position">The position where an earlier watch ended: the watch then starts with the events after it instead of a snapshot.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StreamsException">
    /// While enumerating: the stream does not exist or was deleted (<c>stream_not_found</c>), the server refuses the watch, or it sends an event that this client cannot
    /// read.
    /// </exception>
    public IAsyncEnumerable<StreamMessage> WatchAsync(string streamId, Position? position = null, CancellationToken cancellationToken = default) =>
        new StreamWatch(streamId, _http, _options.SilenceLimit, _time, () => NewBackoff(_random), _logger).RunAsync(position, cancellationToken);

    private async Task<Execution> RunAsync(string address, CancellationToken cancellation) =>
        (await _calls.SendAsync<ExecutionReply>(HttpMethod.Post, address, Repeat.WhereNothingWasDone, body: null, cancellation).ConfigureAwait(false)).Execution;

    /// <summary>The delays of every retry.</summary>
    internal static Backoff NewBackoff(Func<double>? random = null) => new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15), random);

    private static byte[] BodyOf<T>(T shape) => JsonSerializer.SerializeToUtf8Bytes(shape, ClientJson.Of<T>());

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
