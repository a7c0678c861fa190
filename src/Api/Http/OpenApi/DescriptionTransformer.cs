using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streams.Api.Http.OpenApi;

/// <summary>Puts bodies and parameters that endpoints read by hand into the API's description.</summary>
internal sealed class DescriptionTransformer : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<TakesParameter>())
            (operation.Parameters ??= []).Add(Describe(parameter));
        foreach (var body in metadata.OfType<TakesBody>())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new OpenApiMediaType
                    {
                        Schema = await context.GetOrCreateSchemaAsync(body.Type, parameterDescription: null, cancellationToken),
                        Example = body.ToJson(),
                    },
                },
            };
        }
    }

    private static OpenApiParameter Describe(TakesParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = parameter.Description,
        Schema = new OpenApiSchema { Type = parameter.IsInteger ? JsonSchemaType.Integer : JsonSchemaType.String },
    };
}
