using System.Globalization;
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
    public static Contract.JsonText ToText<T>(T value) =>
        Contract.JsonText.FromTrusted(JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), Default));

    /// <summary>Deserializes a payload.</summary>
    /// <exception cref="JsonException">The text is not a <typeparamref name="T"/>.</exception>
    public static T FromText<T>(Contract.JsonText text) =>
        (T?)JsonSerializer.Deserialize(text.Utf8.Span, typeof(T), Default) ?? throw new JsonException($"null is not a {typeof(T).Name}");
}

/// <summary>RFC 3339 in UTC with milliseconds: <c>2026-11-22T11:35:58.123Z</c>. Accepts any offset; rejects a time without one.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A time without an offset can mean UTC or local time: reject it instead of guessing.
        if (reader.TokenType != JsonTokenType.String || !HasOffset(reader.GetString()!) || !reader.TryGetDateTimeOffset(out var value))
            throw new JsonException("must be an RFC 3339 time with an offset, such as 2026-11-22T11:35:58.123Z");
        return value.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[24];
        value.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || text.EndsWith('z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}

/// <summary>Enum values by their names in <c>snake_case</c> (or the name an attribute gives); numbers and unknown names are refused.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
