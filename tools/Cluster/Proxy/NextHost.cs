using Yarp.ReverseProxy.Forwarder;

namespace Streams.Cluster.Proxy;

/// <summary>
/// Retries a request on another host when the first one is down, if repeating it is safe: no connection was made, or the request only reads and no response has
/// started. A report whose reply was lost is repeated by its sender, which knows its id.
/// </summary>
internal static class NextHost
{
    /// <summary>Middleware of the proxy, before the choice of a host.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        for (var left = proxy.AvailableDestinations.Count; ; left--)
        {
            var hosts = proxy.AvailableDestinations;
            await next(context);
            if (left <= 1 || context.Response.HasStarted || !MayRepeat(context.Request, context.Features.Get<IForwarderErrorFeature>()))
                return;
            proxy.AvailableDestinations = [.. hosts.Where(host => host != proxy.ProxiedDestination)];
            proxy.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
        }
    }

    private static bool MayRepeat(HttpRequest request, IForwarderErrorFeature? failure) => failure switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => true,
        { Error: ForwarderError.Request } => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method),
        _ => false,
    };
}
