using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streams.Client;

/// <summary>
/// How this client reads and writes the contract's shapes: <c>snake_case</c>, absent values omitted, unknown fields ignored. A client outlives the version of its
/// server: it reads enum values that it does not know as undefined ones, where the server refuses them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimeConverter), typeof(TermConverter<GoalStatus>), typeof(TermConverter<ActivityType>), typeof(TermConverter<AgentStatus>),
        typeof(TermConverter<RefusalCode>)])]
[JsonSerializable(typeof(NewStream))]
[JsonSerializable(typeof(StreamPatch))]
[JsonSerializable(typeof(NewAgent))]
[JsonSerializable(typeof(CreatedReply))]
[JsonSerializable(typeof(StreamsReply))]
[JsonSerializable(typeof(StreamReply))]
[JsonSerializable(typeof(ProgressReply))]
[JsonSerializable(typeof(ActivitiesReply))]
[JsonSerializable(typeof(MilestonesReply))]
[JsonSerializable(typeof(ItemsReply))]
[JsonSerializable(typeof(AgentsReply))]
[JsonSerializable(typeof(AgentReply))]
[JsonSerializable(typeof(ExecutionReply))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ReportAck))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(Unwatched))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    // Escapes only what JSON requires: the server counts bytes, and escaped Japanese text would be twice as long.
    private static JsonSerializerOptions Settings => field ??= new(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = Default.WithAddedModifier(RequireNonNullable),
    };

    /// <summary>How a shape is read and written.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Of(typeof(T));

    /// <inheritdoc cref="Of{T}"/>
    public static JsonTypeInfo Of(Type shape) => Settings.GetTypeInfo(shape);

    /// <summary>A field that cannot be null is required, so that a reply from another server is not mistaken for one of ours.</summary>
    private static void RequireNonNullable(JsonTypeInfo shape)
    {
        foreach (var property in shape.Properties)
            property.IsRequired = property is { IsSetNullable: false, AssociatedParameter: { HasDefaultValue: false } };
    }
}
