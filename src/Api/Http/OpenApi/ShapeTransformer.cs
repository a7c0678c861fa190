using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>Says of shapes what cannot be seen from their types: what converters write, and that a value that is null is left out.</summary>
internal sealed class ShapeTransformer : IOpenApiSchemaTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? default : JsonSchemaType.Null;
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String | orNull;
        else if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, "date-time");
        else if (type == typeof(JsonText))
            (schema.Type, schema.Description) = (JsonSchemaType.Object, "An object that the server passes on as it is.");
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            if (property.IsGetNullable && !IsAlwaysWritten(property))
                schema.Required?.Remove(property.Name);
        }

        return Task.CompletedTask;
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.Never) ?? false;
}
