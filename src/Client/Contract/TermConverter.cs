using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streams.Client;

/// <summary>Enum values by their names in <c>snake_case</c>. A name that is not known is read as <see cref="UnknownTerms"/>, which is never written.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class TermConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByTerm = Enum.GetValues<T>().ToDictionary(value => Terms.Of(value));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? throw new JsonException("must be a string")
        : ByTerm.TryGetValue(reader.GetString()!, out var value) ? value
        : UnknownTerms.Of<T>();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Enum.IsDefined(value) ? Terms.Of(value) : throw new JsonException($"{value} is not a {typeof(T).Name} that can be sent."));
}

/// <summary>Names as the contract spells them.</summary>
internal static class Terms
{
    /// <summary>The name in <c>snake_case</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
