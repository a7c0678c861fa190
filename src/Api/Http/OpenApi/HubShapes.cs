using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Streams.Api.Live;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>
/// Adds the hub's shapes to the description's components. OpenAPI has no place for a hub, and only an operation's shapes become components: this
/// describes one operation, which <see cref="DocumentTransformer"/> removes again.
/// </summary>
internal sealed class HubShapes : IApiDescriptionProvider
{
    /// <summary>The path of the operation, without the first slash.</summary>
    public const string Path = "hubs/streams";

    private static readonly Type[] Shapes = [typeof(Frame), typeof(WatchReply), typeof(ReportReply), typeof(Unwatched)];

    /// <inheritdoc/>
    public int Order => 0;

    /// <inheritdoc/>
    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        var hub = new ApiDescription { HttpMethod = HttpMethods.Get, RelativePath = Path, ActionDescriptor = new ActionDescriptor { EndpointMetadata = [] } };
        hub.ActionDescriptor.RouteValues["controller"] = "Hub";
        foreach (var (i, shape) in Shapes.Index())
            hub.SupportedResponseTypes.Add(new() { StatusCode = StatusCodes.Status200OK + i, Type = shape, ApiResponseFormats = [new() { MediaType = "application/json" }] });
        context.Results.Add(hub);
    }

    /// <inheritdoc/>
    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }
}
