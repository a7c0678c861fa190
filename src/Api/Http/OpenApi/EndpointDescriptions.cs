using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>What an endpoint tells about itself. Bodies and queries are read by hand, so their shapes are declared by hand.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Name, tag, summary and description.</summary>
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder endpoint, string name, string tag, string summary, string description) =>
        endpoint.WithName(name).WithTags(tag).WithSummary(summary).WithDescription(description);

    /// <summary>
    /// The shape of the body. For routing any media type will do: it would turn others down itself, with a status that the contract does not know;
    /// <see cref="DescriptionTransformer"/> says the right one.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, string example)
        where T : notnull => endpoint
        .Accepts<T>(DescriptionTransformer.AnyMedia)
        .WithMetadata(new TakesBody(example))
        .Refuses(RefusalCode.MalformedJson, RefusalCode.BodyTooLarge, RefusalCode.ValidationFailed);

    /// <summary>A parameter of the query.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description, bool isInteger = false) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: false, isInteger));

    /// <summary>A parameter of the query with a fixed set of values.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description, IReadOnlyList<string> values) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: false, IsInteger: false, values));

    /// <summary>A header.</summary>
    public static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new TakesParameter(name, description, InHeader: true, IsInteger: false));

    /// <summary>The shape of an answer.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<T>(status, "application/json");

    /// <summary>Why it may be refused; that storage or cluster cannot be reached goes without saying.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params RefusalCode[] codes)
    {
        foreach (var status in codes.Append(RefusalCode.Unavailable).Select(code => code.Status()).Distinct())
            endpoint.Produces<ProblemDocument>(status, ProblemDocument.MediaType);
        return endpoint;
    }
}
