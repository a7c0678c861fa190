using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>How endpoints describe themselves. Bodies and queries are read by hand, so their shapes are declared here.</summary>
internal static class EndpointDescriptions
{
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder endpoint, string name, string tag, string summary, string description) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary).WithDescription(description);

    /// <summary>
    /// The shape of the body. Routing must accept any media type, because it would refuse others with a status that the contract does not have;
    /// <see cref="DescriptionTransformer"/> inserts the right one.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, string example)
        where T : notnull => endpoint
        .Accepts<T>(DescriptionTransformer.AnyMedia)
        .WithMetadata(new TakesBody(example))
        .Refuses(RefusalCode.MalformedJson, RefusalCode.BodyTooLarge, RefusalCode.UnsupportedMediaType, RefusalCode.ValidationFailed);

    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description, bool isInteger = false) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: false, isInteger));

    /// <summary>A parameter of the query with a fixed set of values.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description, IReadOnlyList<string> values) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: false, IsInteger: false, values));

    public static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: true, IsInteger: false));

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<T>(status, "application/json");

    /// <summary>The refusals of this endpoint; every endpoint can also answer that storage or cluster is unavailable.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params RefusalCode[] codes)
    {
        foreach (var status in codes.Append(RefusalCode.Unavailable).Select(code => code.Status()).Distinct())
            endpoint.Produces<ProblemDocument>(status, ProblemDocument.MediaType);
        return endpoint;
    }
}
