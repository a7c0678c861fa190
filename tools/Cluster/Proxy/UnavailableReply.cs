using Yarp.ReverseProxy.Forwarder;

namespace Streams.Cluster.Proxy;

/// <summary>The reply when no API host is reachable: the wire contract's <c>unavailable</c>, which is retryable.</summary>
internal static class UnavailableReply
{
    private const string Problem =
        """{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"No API host answers at the moment.","code":"unavailable","retryable":true}""";

    /// <summary>Middleware of the proxy, around everything else.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.HasStarted || context.Features.Get<IForwarderErrorFeature>() is null)
            return;
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.RetryAfter = "1";
        await context.Response.WriteAsync(Problem, context.RequestAborted);
    }
}
