using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streams.Api.Http.OpenApi;

/// <summary>The description as a whole: its title, and the rules for all shapes.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Description = """
        AI agents report progress on goals; people watch live. Errors are RFC 9457 problem documents with a `code`.

        Live updates come from the SignalR hub at `/hubs/streams` (JSON protocol) or as Server-Sent Events. The hub's methods are
        `Watch(stream_id, Position | null)`, which returns a `WatchReply`; `Unwatch(stream_id)`; and `Report(stream_id, Report[])`, which returns a
        `ReportReply`. The server calls `frame(Frame)` and `unwatched(stream_id, reason)`.

        Requests may contain `null` for an absent field. Replies leave absent fields out unless the field is listed as nullable.
        """;

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Streams", Version = context.DocumentName, Description = Description.ReplaceLineEndings("\n") };

        // Relative to the document: behind a proxy the server does not know its own address.
        document.Servers = null;
        document.Paths.Remove("/" + HubShapes.Path);
        document.Tags = document.Tags?.Where(tag => tag.Name != "Hub").ToHashSet();
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in schemas)
        {
            RemoveNulls(schema, RequestLimits.Nullable(name));
            if (schema.Discriminator is { PropertyName: { } kind, Mapping: { } kinds })
                RequireKind(kinds.Values.Select(reference => schemas[reference.Reference.Id!]), kind);
        }

        return Task.CompletedTask;
    }

    /// <summary>Makes the discriminator a required field of each shape.</summary>
    private static void RequireKind(IEnumerable<IOpenApiSchema> shapes, string kind)
    {
        foreach (var shape in shapes.OfType<OpenApiSchema>())
        {
            shape.Type = JsonSchemaType.Object;
            (shape.Required ??= new HashSet<string>()).Add(kind);
        }
    }

    /// <summary>An optional field is left out: it is never null, except where a request allows that.</summary>
    private static void RemoveNulls(IOpenApiSchema schema, Func<string, bool> isNullable)
    {
        foreach (var (name, property) in schema.Properties?.ToArray() ?? [])
        {
            if (schema.Required?.Contains(name) == true || isNullable(name) || property is not OpenApiSchema own)
                continue;
            own.Type &= ~JsonSchemaType.Null;
            if (own.OneOf is [{ Type: JsonSchemaType.Null }, var value])
                schema.Properties![name] = value;
        }
    }
}
