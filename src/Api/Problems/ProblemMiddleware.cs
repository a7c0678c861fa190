using System.Diagnostics;
using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Problems;

/// <summary>
/// Turns unanswered requests, routing errors and exceptions into problem documents. Reveals nothing internal.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
                AllowOptions(context);
            if (IsUnanswered(context) && FromStatus(context) is { } refusal)
                await ProblemResult.WriteAsync(context, refusal);
        }
        catch (Exception failure) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected; no reply is possible, and there is nothing to report.
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

    // Routing knows which methods an address supports; any address that supports one supports OPTIONS.
    private static void AllowOptions(HttpContext context)
    {
        context.Response.Headers.Allow = $"{context.Response.Headers.Allow}, {HttpMethods.Options}";
        if (HttpMethods.IsOptions(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task FailAsync(HttpContext context, Exception failure)
    {
        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var refusal = failure switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(RefusalCode.BodyTooLarge, "The body is too large."),
            BadHttpRequestException => new(RefusalCode.MalformedJson, "The request could not be read."),

            // Not canceled by the client: this host or the called one is stopping.
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

    /// <summary>Maps a status without a body to a code of the contract.</summary>
    private static Refusal? FromStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => new(RefusalCode.MalformedJson, "The request could not be read."),
        StatusCodes.Status401Unauthorized => new(RefusalCode.Unauthorized, "Authentication is required."),
        StatusCodes.Status403Forbidden => new(RefusalCode.Forbidden, "You may not do this."),
        StatusCodes.Status404NotFound => new(RefusalCode.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new(
            RefusalCode.NotFound,
            $"{Method(context)} is not supported at this address; it supports {context.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => new(RefusalCode.BodyTooLarge, "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => new(RefusalCode.UnsupportedMediaType, "The body is of a type that is not supported."),
        StatusCodes.Status429TooManyRequests => new(RefusalCode.RateLimited, "Too many requests; try again later."),
        StatusCodes.Status503ServiceUnavailable => Refusal.Unavailable("Not available now; try again."),
        _ => null,
    };

    // The method is text from the caller: repeat only known ones.
    private static string Method(HttpContext context) =>
        HttpMethods.GetCanonicalizedValue(context.Request.Method) is var known && HttpMethodNames.Contains(known) ? known : "That";

    private static readonly string[] HttpMethodNames = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>A bug. It has no code in the contract, because no request should get here. The caller learns only the reference.</summary>
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
        writer.WriteString("detail", $"An internal error occurred. The server's log has the details under the reference {reference}.");
        writer.WriteString("code", "internal");
        writer.WriteBoolean("retryable", false);
        writer.WriteEndObject();
    }
}
