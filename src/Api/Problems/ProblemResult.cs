using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>Answers with a refusal: <c>application/problem+json</c>, its status, and <c>Retry-After</c> where it is worth trying again.</summary>
/// <param name="refusal">Why nothing was done.</param>
public sealed class ProblemResult(Refusal refusal) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, refusal);

    /// <summary>Writes the answer.</summary>
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
