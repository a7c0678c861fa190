using Streams.Api.Http.Agents;
using Streams.Api.Http.Json;
using Streams.Api.Http.OpenApi;
using Streams.Api.Http.Queries;
using Streams.Api.Http.Reports;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Streams;

/// <summary>Create, list, get, change and delete streams.</summary>
internal static class StreamEndpoints
{
    private const string Tag = "Streams";
    private const int MaxPage = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/streams/goal", CreateAsync)
            .Described("CreateGoal", Tag, "Create a stream for a goal", "Also assigns the given agents. They do not run yet.")
            .Takes<NewStream>(Examples.Goal)
            .TakesHeader(IdempotencyKey.Header, "Makes the request safe to repeat: for 24 hours, a repeat with the same key gets the first reply, whatever its body, and creates nothing.")
            .Answers<CreatedReply>(StatusCodes.Status201Created);
        routes.MapGet("/api/streams", ListAsync)
            .Described("ListStreams", Tag, "List the streams", "Newest first, each with its progress.")
            .TakesQuery("status", "Only streams with this goal status.", EnumTerms<GoalStatus>.Names)
            .TakesQuery("limit", "1 to 200; 50 by default.", isInteger: true)
            .TakesQuery("cursor", "'next_cursor' of the previous page.")
            .Answers<StreamsReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.ValidationFailed);
        routes.MapGet("/api/streams/{id}", (string id, IGrainFactory grains) => ShowAsync(id, grains, snapshot => new StreamReply(snapshot.Stream)))
            .Described("GetStream", Tag, "Get a stream", "The stream's definition and status.")
            .Answers<StreamReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
        routes.MapPatch("/api/streams/{id}", ChangeAsync)
            .Described("ChangeStream", Tag, "Change a stream", "Absent fields are unchanged. 'goal_deadline: null' removes the deadline, an empty description removes the description.")
            .Takes<StreamPatch>(Examples.Patch)
            .Answers<StreamReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
        routes.MapDelete("/api/streams/{id}", DeleteAsync)
            .Described("DeleteStream", Tag, "Delete a stream", "Also deletes its history, items and agents. Viewers get 'unwatched'.")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(RefusalCode.StreamNotFound);
        routes.MapGet("/api/streams/{id}/progress", (string id, IGrainFactory grains) => ShowAsync(id, grains, Summary))
            .Described("GetProgress", Tag, "Get the summary of a stream", "Stream, progress, status, active agents and position: what a dashboard needs first.")
            .Answers<ProgressReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
        routes.MapGet("/api/streams/{id}/snapshot", (string id, IGrainFactory grains) => ShowAsync(id, grains, snapshot => snapshot))
            .Described("GetSnapshot", Tag, "Get the snapshot", "Everything that a new viewer needs, with its position.")
            .Answers<Snapshot>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (!(await JsonBody.ReadAsync(context)).TryGet(out var body, out var refusal))
            return Reply.Refused(refusal);
        using (body)
        {
            if (!GoalReader.ReadNew(body.Root, context.Request.Headers[IdempotencyKey.Header], out var key).TryGet(out var goal, out refusal))
                return Reply.Refused(refusal);
            var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            var outcome = key is null ? await grains.GetGrain<IStreamGrain>(id).Create(goal) : await grains.GetGrain<IGoalRequestGrain>(0).Create(key, goal, id);
            return outcome.TryGet(out var created, out refusal)
                ? Reply.Created(
                    context, $"/api/streams/{created.Stream.Id}", new CreatedReply(created.Stream, [.. created.Agents.Select(Assignments.ToIdleAgent)]))
                : Reply.Refused(refusal);
        }
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IGrainFactory grains)
    {
        var query = new QueryReader(request.Query);
        var (status, limit, cursor) = (query.Enum<GoalStatus>("status"), query.Limit(MaxPage), query.Cursor());
        return query.Refusal is { } refusal
            ? Reply.Refused(refusal)
            : Reply.Ok(
                await grains.GetGrain<ICatalogGrain>(0).List(status, limit, cursor),
                page => new StreamsReply([.. page.Streams.Select(listed => new ListedStream(listed.Stream, listed.Progress))], page.NextCursor));
    }

    private static ProgressReply Summary(Snapshot snapshot) =>
        new(snapshot.Stream, snapshot.Progress, snapshot.Stream.GoalStatus, snapshot.ActiveAgents, snapshot.Position);

    private static async Task<IResult> ShowAsync<T>(string id, IGrainFactory grains, Func<Snapshot, T> show) =>
        StreamKeys.TryGet(grains, id, out var stream, out var refusal) ? Reply.Ok(await stream.GetSnapshot(), show) : Reply.Refused(refusal);

    private static async Task<IResult> ChangeAsync(HttpContext context, string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        if (!(await JsonBody.ReadAsync(context)).TryGet(out var body, out refusal))
            return Reply.Refused(refusal);
        using (body)
        {
            return GoalReader.ReadPatch(body.Root).TryGet(out var patch, out refusal)
                ? Reply.Ok(await stream.Change(patch), changed => new StreamReply(changed))
                : Reply.Refused(refusal);
        }
    }

    private static async Task<IResult> DeleteAsync(string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        return (await stream.Delete()).TryGet(out _, out refusal) ? TypedResults.NoContent() : Reply.Refused(refusal);
    }
}
