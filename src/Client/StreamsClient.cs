using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>
/// The calls of a Streams server, reporting into its streams, and watching them. Thread-safe, and meant to be kept; made by
/// <see cref="StreamsClientServices.AddStreamsClient"/>.
/// </summary>
/// <remarks>
/// Every call throws a <see cref="StreamsException"/> where the server refuses (its <see cref="StreamsException.Code"/> says why) or cannot be reached
/// (<c>unreachable</c>), an <see cref="ArgumentException"/> for an id that is empty, and an <see cref="OperationCanceledException"/> where its caller gives
/// up. Calls that can be made twice without harm are tried again by themselves; creating a goal, assigning, executing and cancelling are so only where they surely
/// were not carried out.
/// </remarks>
public sealed class StreamsClient
{
    private readonly HttpClient _http;
    private readonly StreamsClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<double> _random;
    private readonly JsonCalls _calls;

    internal StreamsClient(HttpClient http, StreamsClientOptions options, TimeProvider time, ILoggerFactory loggers, Func<double>? random = null)
    {
        (_http, _options, _time, _random) = (http, options, time, random ?? Random.Shared.NextDouble);
        _logger = loggers.CreateLogger<StreamsClient>();
        _calls = new(http, options, time);
    }

    /// <summary>Creates a stream. Where it fails with <c>unreachable</c> or <c>unavailable</c>, it may have been created.</summary>
    public Task<CreatedReply> CreateGoalAsync(NewGoal goal, CancellationToken cancellationToken = default) => _calls.SendAsync(
        HttpMethod.Post, $"{StreamAddress.Root}/goal", Repeat.WhereNothingWasDone,
        JsonSerializer.SerializeToUtf8Bytes(goal, ClientJson.Compact.NewGoal), ClientJson.Default.CreatedReply, cancellationToken);

    /// <summary>Streams, newest first.</summary>
    /// <param name="status">Only those that stand so.</param>
    /// <param name="limit">How many at most; the server has a default and a bound.</param>
    /// <param name="cursor"><see cref="StreamsReply.NextCursor"/> of the part before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<StreamsReply> ListStreamsAsync(
        GoalStatus? status = null, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) => _calls.GetAsync(
        StreamAddress.With(StreamAddress.Root, ("status", status is { } term ? Terms.Of(term) : null), ("limit", Text(limit)), ("cursor", cursor)),
        ClientJson.Default.StreamsReply,
        cancellationToken);

    /// <summary>One stream.</summary>
    public async Task<ProgressStream> GetStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync(StreamAddress.Of(streamId), ClientJson.Default.StreamReply, cancellationToken).ConfigureAwait(false)).Stream;

    /// <summary>Changes a stream's name, description, target or deadline.</summary>
    public async Task<ProgressStream> PatchStreamAsync(string streamId, StreamPatch patch, CancellationToken cancellationToken = default)
    {
        if (patch is { ClearDeadline: true, GoalDeadline: not null })
            throw new ArgumentException("A deadline is either set or removed.", nameof(patch));
        var body = JsonSerializer.SerializeToNode(patch, ClientJson.Compact.StreamPatch)!.AsObject();
        if (patch.ClearDeadline)
            body["goal_deadline"] = null;
        var reply = await _calls.SendAsync(
            HttpMethod.Patch, StreamAddress.Of(streamId), Repeat.Always,
            JsonSerializer.SerializeToUtf8Bytes(body, ClientJson.Compact.JsonObject), ClientJson.Default.StreamReply, cancellationToken).ConfigureAwait(false);
        return reply.Stream;
    }

    /// <summary>Deletes a stream with all its data. Who watches it is told.</summary>
    public Task DeleteStreamAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Delete, StreamAddress.Of(streamId), Repeat.Always, null, cancellationToken);

    /// <summary>How a stream stands, in short.</summary>
    public Task<ProgressReply> GetProgressAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.GetAsync($"{StreamAddress.Of(streamId)}/progress", ClientJson.Default.ProgressReply, cancellationToken);

    /// <summary>How a stream stands, with its last activities and its milestones.</summary>
    public Task<Snapshot> GetSnapshotAsync(string streamId, CancellationToken cancellationToken = default) =>
        _calls.GetAsync($"{StreamAddress.Of(streamId)}/snapshot", ClientJson.Default.Snapshot, cancellationToken);

    /// <summary>The whole history of activities, newest first.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="limit">How many at most, 1 to 500; 50 where it is left out.</param>
    /// <param name="beforeSeq"><see cref="ActivitiesReply.NextBeforeSeq"/> of the part before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ActivitiesReply> ListActivitiesAsync(
        string streamId, int? limit = null, long? beforeSeq = null, CancellationToken cancellationToken = default) => _calls.GetAsync(
        StreamAddress.With($"{StreamAddress.Of(streamId)}/activities", ("limit", Text(limit)), ("before_seq", Text(beforeSeq))),
        ClientJson.Default.ActivitiesReply,
        cancellationToken);

    /// <summary>All milestones, oldest first.</summary>
    public async Task<IReadOnlyList<Milestone>> ListMilestonesAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync($"{StreamAddress.Of(streamId)}/milestones", ClientJson.Default.MilestonesReply, cancellationToken).ConfigureAwait(false))
        .Milestones;

    /// <summary>Items.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="stage">Only those of this stage.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="limit">How many at most, 1 to 500; 50 where it is left out.</param>
    /// <param name="cursor"><see cref="ItemsReply.NextCursor"/> of the part before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ItemsReply> ListItemsAsync(
        string streamId,
        string? stage = null,
        ItemSort sort = ItemSort.CreatedAt,
        int? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default) => _calls.GetAsync(
        StreamAddress.With(
            $"{StreamAddress.Of(streamId)}/items",
            ("stage", stage), ("sort", sort == ItemSort.CreatedAt ? "created_at" : "-quality_score"), ("limit", Text(limit)), ("cursor", cursor)),
        ClientJson.Default.ItemsReply,
        cancellationToken);

    /// <summary>The assigned agents, oldest assignment first.</summary>
    public async Task<IReadOnlyList<Agent>> ListAgentsAsync(string streamId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync($"{StreamAddress.Of(streamId)}/agents", ClientJson.Default.AgentsReply, cancellationToken).ConfigureAwait(false)).Agents;

    /// <summary>One agent and its last runs.</summary>
    public async Task<Agent> GetAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        (await _calls.GetAsync(StreamAddress.Of(streamId, agentId), ClientJson.Default.AgentReply, cancellationToken).ConfigureAwait(false)).Agent;

    /// <summary>Assigns an agent. Where it fails with <c>unreachable</c> or <c>unavailable</c>, it may have been assigned.</summary>
    public async Task<Agent> AssignAgentAsync(string streamId, NewAgent agent, CancellationToken cancellationToken = default)
    {
        var reply = await _calls.SendAsync(
            HttpMethod.Post, $"{StreamAddress.Of(streamId)}/agents", Repeat.WhereNothingWasDone,
            JsonSerializer.SerializeToUtf8Bytes(agent, ClientJson.Compact.NewAgent), ClientJson.Default.AgentReply, cancellationToken).ConfigureAwait(false);
        return reply.Agent;
    }

    /// <summary>Starts a run of an agent, and does not wait for its end. Refused with <c>agent_already_running</c> while one is under way.</summary>
    public Task<Execution> ExecuteAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        RunAsync($"{StreamAddress.Of(streamId, agentId)}/execute", cancellationToken);

    /// <summary>Ends the run that is under way. Refused with <c>conflict</c> where there is none.</summary>
    public Task<Execution> CancelAgentAsync(string streamId, string agentId, CancellationToken cancellationToken = default) =>
        RunAsync($"{StreamAddress.Of(streamId, agentId)}/cancel", cancellationToken);

    /// <summary>Makes what reports into a stream; the caller disposes of it, which sends what waits.</summary>
    public ProgressBroadcaster CreateBroadcaster(string streamId)
    {
        var sender = new ReportSender(_http, $"{StreamAddress.Of(streamId)}/reports", _options.RequestTimeout, _time);
        return new(streamId, new(new(streamId, sender, _time, _random, _logger), _options, _time), _time);
    }

    /// <summary>
    /// Watches a stream: first how it stands, then what happens, in order, nothing twice and nothing left out but ticks that a later one replaces. It goes
    /// on by itself after a cut, for as long as it is enumerated; each enumeration is a watch of its own.
    /// </summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="position">Where an earlier watch ended: then what followed it comes first, instead of how the stream stands.</param>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StreamsException">
    /// While enumerating: there is no such stream (<c>stream_not_found</c>, also when it is deleted), it is refused, or the server says what this client
    /// cannot read.
    /// </exception>
    public IAsyncEnumerable<StreamMessage> WatchAsync(string streamId, Position? position = null, CancellationToken cancellationToken = default) =>
        new StreamWatch(streamId, _http, _options.SilenceLimit, _time, _random, _logger).RunAsync(position, cancellationToken);

    private async Task<Execution> RunAsync(string address, CancellationToken cancellation) =>
        (await _calls.SendAsync(HttpMethod.Post, address, Repeat.WhereNothingWasDone, null, ClientJson.Default.ExecutionReply, cancellation)
            .ConfigureAwait(false)).Execution;

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
