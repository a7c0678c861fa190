using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Streams.Silo.Hosting;

/// <summary>Answers <c>HEAD</c> wherever <c>GET</c> works (RFC 9110, 9.3.2), as health checks and <c>curl -I</c> expect.</summary>
public static class HeadRequests
{
    /// <summary>A group whose endpoints for <c>GET</c> answer <c>HEAD</c> too. The server omits the body.</summary>
    public static RouteGroupBuilder MapWithHead(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Finally(static endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: ["GET"] } get)
                    endpoint.Metadata[i] = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head], get.AcceptCorsPreflight);
            }
        });
        return group;
    }
}
