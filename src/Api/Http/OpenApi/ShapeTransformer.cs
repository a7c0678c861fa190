using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Streams.Api.Live;
using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>Describes what a type does not show: what converters write, which fields may be absent, the limits of requests, and which payload an event has.</summary>
internal sealed class ShapeTransformer : IOpenApiSchemaTransformer
{
    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? default : JsonSchemaType.Null;
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String | orNull;
        else if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, "date-time");
        else if (type == typeof(JsonText))
            (schema.Type, schema.AdditionalProperties, schema.Description) = (JsonSchemaType.Object, new OpenApiSchema(), "A JSON object that the server passes on unchanged.");
        else if (type == typeof(StreamEvent))
            await DescribeEventAsync(schema, context, cancellationToken);
        else if (type == typeof(WatchReply))
            await DescribeWatchReplyAsync(schema, context, cancellationToken);
        else if (type == typeof(ReportReply))
            await DescribeReportReplyAsync(schema, context, cancellationToken);
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
            DescribeFields(schema, context.JsonTypeInfo);
    }

    private static void DescribeFields(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var isOptional = (property.IsGetNullable && !IsAlwaysWritten(property)) || RequestLimits.HasDefault(type.Type, property.Name);
            if (isOptional)
                schema.Required?.Remove(property.Name);
            else
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
        }

        RequestLimits.Apply(type.Type, schema);
    }

    private static async Task DescribeEventAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var fields = schema.Properties!;
        ((OpenApiSchema)fields["at"]).Type = JsonSchemaType.String;
        schema.OneOf = [];
        foreach (var name in Enum.GetValues<EventName>())
        {
            schema.OneOf.Add(Object(
                ("seq", fields["seq"]), ("event", Constant(name.Name())), ("payload", await context.GetOrCreateSchemaAsync(name.Payload()!, null, cancellation)), ("at", fields["at"])));
        }

        (schema.Type, schema.Properties, schema.Required) = (null, null, null);
    }

    private static async Task DescribeWatchReplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation) =>
        (schema.Type, schema.OneOf) = (null,
        [
            Object(("mode", Constant("snapshot")), ("snapshot", await context.GetOrCreateSchemaAsync(typeof(Snapshot), null, cancellation))),
            Object(("mode", Constant("replay")), ("frame", await context.GetOrCreateSchemaAsync(typeof(Frame), null, cancellation))),
            Object(("mode", Constant("refused")), ("problem", await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellation))),
        ]);

    private static async Task DescribeReportReplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation) =>
        (schema.Type, schema.OneOf) = (null,
        [
            await context.GetOrCreateSchemaAsync(typeof(ReportAck), null, cancellation),
            Object(("problem", await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellation))),
        ]);

    private static OpenApiSchema Object(params (string Name, IOpenApiSchema Schema)[] fields) => new()
    {
        Type = JsonSchemaType.Object,
        Required = fields.Select(field => field.Name).ToHashSet(),
        Properties = fields.ToDictionary(field => field.Name, field => field.Schema),
    };

    private static OpenApiSchema Constant(string value) => new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create(value)!] };

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.Never) ?? false;
}
