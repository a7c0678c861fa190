using Streams.Api.Http.OpenApi;
using Streams.Api.Http.Queries;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Items;

/// <summary>The items (companies) of a stream.</summary>
internal static class ItemEndpoints
{
    private const int MaxPage = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/streams/{id}/items", ListAsync)
            .Described("ListItems", "Items", "List the items", "Oldest or best first.")
            .TakesQuery("stage", "Only items at this stage.")
            .TakesQuery("sort", "The order; 'created_at' by default.", ["created_at", "-quality_score"])
            .TakesQuery("limit", "1 to 500; 50 by default.", isInteger: true)
            .TakesQuery("cursor", "'next_cursor' of the previous page, in the same order.")
            .Answers<ItemsReply>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.ValidationFailed);

    private static async Task<IResult> ListAsync(HttpRequest request, string id, IGrainFactory grains)
    {
        if (!StreamKeys.TryGet(grains, id, out var stream, out var refusal))
            return Reply.Refused(refusal);
        var query = new QueryReader(request.Query);
        var sort = query.Choice("sort", "created_at", "-quality_score") == 0 ? ItemSort.CreatedAt : ItemSort.QualityScoreDescending;
        var wanted = new ItemQuery(query.Term("stage"), sort, query.Limit(MaxPage), query.Cursor());
        return query.Refusal is { } wrong
            ? Reply.Refused(wrong)
            : Reply.Ok(await stream.ReadItems(wanted), page => new ItemsReply(page.Items, page.NextCursor));
    }
}
