using Streams.Api.Http.Json;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Http;

/// <summary>Turns the answer of a grain into an HTTP reply.</summary>
internal static class Reply
{
    /// <summary>The value, or the problem.</summary>
    public static IResult Ok<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var refusal) ? Json(value, StatusCodes.Status200OK) : Refused(refusal);

    /// <summary>The value in its envelope, or the problem.</summary>
    public static IResult Ok<T, TReply>(Outcome<T> outcome, Func<T, TReply> envelope) =>
        outcome.TryGet(out var value, out var refusal) ? Json(envelope(value), StatusCodes.Status200OK) : Refused(refusal);

    public static IResult Json<T>(T value, int status) => TypedResults.Json(value, Wire.Info<T>(), statusCode: status);

    /// <summary>201 with the location of the new resource.</summary>
    public static IResult Created<T>(HttpContext context, string location, T value)
    {
        context.Response.Headers.Location = location;
        return Json(value, StatusCodes.Status201Created);
    }

    public static IResult Refused(Refusal refusal) => new ProblemResult(refusal);
}
