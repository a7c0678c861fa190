using System.Diagnostics;
using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>
/// The last word on every request: what nobody answered, what routing turned down and what was thrown becomes the problem document of the contract.
/// Nothing internal gets out.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (IsUnanswered(context) && FromStatus(context) is { } refusal)
                await ProblemResult.WriteAsync(context, refusal);
        }
        catch (Exception failure) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told, and a client that goes is nothing to report.
            LogAborted(context.Request.Path, failure);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await FailAsync(context, failure);
        }
    }

    private static bool IsUnanswered(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null };

    private async Task FailAsync(HttpContext context, Exception failure)
    {
        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var refusal = failure switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(RefusalCode.BodyTooLarge, "The body is too large."),
            BadHttpRequestException => new(RefusalCode.MalformedJson, "The request could not be read."),

            // Not aborted by the client: the host stops, or what was called does.
            OperationCanceledException => Refusal.Unavailable("The server could not finish this; try again."),
            _ => Failures.ToRefusal(failure),
        };
        if (refusal is null)
        {
            var reference = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
            LogFailed(context.Request.Method, context.Request.Path, reference, failure);
            await WriteInternalAsync(context, reference);
            return;
        }

        if (refusal.Code == RefusalCode.Unavailable)
            LogUnavailable(context.Request.Method, context.Request.Path, failure);
        await ProblemResult.WriteAsync(context, refusal);
    }

    /// <summary>What a bare status means in the contract's closed table.</summary>
    private static Refusal? FromStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => new(RefusalCode.MalformedJson, "The request could not be read."),
        StatusCodes.Status401Unauthorized => new(RefusalCode.Unauthorized, "Say who you are."),
        StatusCodes.Status403Forbidden => new(RefusalCode.Forbidden, "You may not do this."),
        StatusCodes.Status404NotFound => new(RefusalCode.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new(
            RefusalCode.NotFound,
            $"{Method(context)} is none of the methods of this address; it has {context.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => new(RefusalCode.BodyTooLarge, "The body is too large."),
        StatusCodes.Status429TooManyRequests => new(RefusalCode.RateLimited, "Too many requests; try again later."),
        StatusCodes.Status503ServiceUnavailable => Refusal.Unavailable("Not available now; try again."),
        _ => null,
    };

    // The method is the caller's text: only a known one is repeated.
    private static string Method(HttpContext context) =>
        HttpMethods.GetCanonicalizedValue(context.Request.Method) is var known && HttpMethodNames.Contains(known) ? known : "That";

    private static readonly string[] HttpMethodNames = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>A bug: not in the contract's table, for no request may lead here. All the caller learns is what to tell us.</summary>
    private static async Task WriteInternalAsync(HttpContext context, string reference)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.ContentType = ProblemDocument.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("type", "urn:streams:problem:internal");
        writer.WriteString("title", "Internal error");
        writer.WriteNumber("status", StatusCodes.Status500InternalServerError);
        writer.WriteString("detail", $"Something went wrong in the server; its log knows more under the reference {reference}.");
        writer.WriteString("code", "internal");
        writer.WriteBoolean("retryable", false);
        writer.WriteEndObject();
    }
}
