using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streams.Api.Http.OpenApi;

/// <summary>Describes the parameters and bodies that endpoints read by hand.</summary>
internal sealed class DescriptionTransformer : IOpenApiOperationTransformer
{
    /// <summary>The media type that endpoints with a body declare; see <see cref="EndpointDescriptions.Takes"/>.</summary>
    public const string AnyMedia = "*/*";

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<TakesParameter>())
            (operation.Parameters ??= []).Add(Describe(parameter));
        if (operation.RequestBody is OpenApiRequestBody { Content: { } content } body && content.Remove(AnyMedia, out var media))
        {
            body.Required = true;
            media.Example = metadata.OfType<TakesBody>().Single().ToJson();
            content["application/json"] = media;
        }

        return Task.CompletedTask;
    }

    private static OpenApiParameter Describe(TakesParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = parameter.Description,
        Schema = new OpenApiSchema
        {
            Type = parameter.IsInteger ? JsonSchemaType.Integer : JsonSchemaType.String,
            Enum = parameter.Values?.Select(value => (JsonNode)JsonValue.Create(value)!).ToList(),
        },
    };
}
