using Yarp.ReverseProxy.Forwarder;

namespace Streams.Cluster.Proxy;

/// <summary>
/// Gives a request to another host when the first one is not there. Only where doing it twice does no harm: the connection could not be made at all, or the
/// request changes nothing and no answer has begun. A report whose answer was lost is for its sender to repeat, who knows its id.
/// </summary>
internal static class NextHost
{
    /// <summary>A part of the proxy's pipeline, before the choice of a host.</summary>
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
