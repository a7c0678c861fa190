using Streams.Api.Http.OpenApi;
using Streams.Api.Http.Queries;
using Streams.Contract;

namespace Streams.Api.Http.Feed;

/// <summary>The activities and milestones of a stream.</summary>
internal static class FeedEndpoints
{
    private const string Tag = "Feed";
    private const int MaxPage = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/streams/{id}/activities", ActivitiesAsync)
            .Described("ListActivities", Tag, "List the activities", "The whole history, newest first.")
            .TakesQuery("limit", "1 to 500; 50 by default.", isInteger: true)
            .TakesQuery("before_seq", "'next_before_seq' of the previous page.", isInteger: true)
            .Answers<ActivitiesReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.ValidationFailed);
        routes.MapGet("/api/streams/{id}/milestones", async (string id, IGrainFactory grains) =>
                StreamKeys.TryGet(grains, id, out var stream, out var refusal)
                    ? Reply.Ok(await stream.ReadMilestones(), milestones => new MilestonesReply(milestones))
                    : Reply.Refused(refusal))
            .Described("ListMilestones", Tag, "List the milestones", "All of them, oldest first.")
            .Answers<MilestonesReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound);
    }

    private static async Task<IResult> ActivitiesAsync(HttpRequest request, string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        var query = new QueryReader(request.Query);
        var (limit, before) = (query.Limit(MaxPage), query.Whole("before_seq", 1, long.MaxValue));
        return query.Refusal is { } wrong
            ? Reply.Refused(wrong)
            : Reply.Ok(await stream.ReadActivities(before, limit), page => new ActivitiesReply(page.Activities, page.NextBeforeSeq));
    }
}
