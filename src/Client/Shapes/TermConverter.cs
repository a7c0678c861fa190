using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streams.Client;

/// <summary>Enum values by their names in <c>snake_case</c>; a name that is not known is read as the enum's first value, <c>Unknown</c>, which is never written.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class TermConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByTerm =
        Enum.GetValues<T>().Where(value => !value.Equals(default(T))).ToDictionary(value => Terms.Of(value));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? ByTerm.GetValueOrDefault(reader.GetString()!) : throw new JsonException("must be a string");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var term = Terms.Of(value);
        if (!ByTerm.ContainsKey(term))
            throw new JsonException($"{value} is no {typeof(T).Name} that can be sent.");
        writer.WriteStringValue(term);
    }
}

/// <summary>Names as the contract spells them.</summary>
internal static class Terms
{
    /// <summary>The name in <c>snake_case</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
