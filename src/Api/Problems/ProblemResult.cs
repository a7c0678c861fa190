using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>Replies with a refusal: <c>application/problem+json</c>, its status, and <c>Retry-After</c> if it is retryable.</summary>
internal sealed class ProblemResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, refusal);

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Code.Status();
        response.ContentType = ProblemDocument.MediaType;
        response.Headers.CacheControl = "no-store";
        if (refusal.Code.Retryable())
            response.Headers.RetryAfter = "1";
        return JsonSerializer.SerializeAsync(
            response.Body, ProblemDocument.From(refusal), ProblemJson.Readable, context.RequestAborted);
    }
}
