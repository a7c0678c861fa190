using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>The JSON format of the contract's shapes: <c>snake_case</c>, UTC times with milliseconds, null values omitted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<GoalStatus>), typeof(SnakeCaseEnumConverter<ActivityType>),
        typeof(SnakeCaseEnumConverter<AgentStatus>), typeof(SnakeCaseEnumConverter<RefusalCode>), typeof(SnakeCaseEnumConverter<EventName>)])]
[JsonSerializable(typeof(ProgressStream))]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(AgentActivity))]
[JsonSerializable(typeof(Milestone))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(Execution))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(StreamEvent))]
[JsonSerializable(typeof(Frame))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(ReportAck))]
public sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>Serializes a payload.</summary>
    public static Contract.JsonText ToText(object value) =>
        Contract.JsonText.FromTrusted(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Default));

    /// <summary>Deserializes a payload.</summary>
    /// <exception cref="JsonException">The text is not a <typeparamref name="T"/>.</exception>
    public static T FromText<T>(Contract.JsonText text) => (T)FromText(text, typeof(T));

    /// <summary>Deserializes a payload.</summary>
    /// <exception cref="JsonException">The text is not a <paramref name="shape"/>.</exception>
    internal static object FromText(Contract.JsonText text, Type shape) =>
        JsonSerializer.Deserialize(text.Utf8.Span, shape, Default) ?? throw new JsonException($"null is not a {shape.Name}");
}
