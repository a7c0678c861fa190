using Streams.Api.Http.Json;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Http;

/// <summary>From what a grain answered to what the caller gets.</summary>
internal static class Reply
{
    /// <summary>A value as it is, or the problem.</summary>
    public static IResult Ok<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value, out var refusal) ? Json(value, StatusCodes.Status200OK) : Refused(refusal);

    /// <summary>A value in its envelope, or the problem.</summary>
    public static IResult Ok<T, TReply>(Outcome<T> outcome, Func<T, TReply> envelope) =>
        outcome.TryGet(out var value, out var refusal) ? Json(envelope(value), StatusCodes.Status200OK) : Refused(refusal);

    /// <summary>A value with a status.</summary>
    public static IResult Json<T>(T value, int status) => TypedResults.Json(value, Wire.Info<T>(), statusCode: status);

    /// <summary>A new thing and where it is.</summary>
    public static IResult Created<T>(HttpContext context, string location, T value)
    {
        context.Response.Headers.Location = location;
        return Json(value, StatusCodes.Status201Created);
    }

    /// <summary>The problem.</summary>
    public static IResult Refused(Refusal refusal) => new ProblemResult(refusal);
}
