using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>
/// One JSON value that the server passes on without interpreting it: <c>data</c>, <c>config</c>, payloads. Kept as minified UTF-8, so that it reaches the log, Orleans and a
/// thousand viewers without being parsed or written again.
/// </summary>
[GenerateSerializer, Immutable, JsonConverter(typeof(Converter))]
public sealed class JsonText : IEquatable<JsonText>
{
    /// <summary>The maximum size of <c>data</c> and <c>config</c>, in bytes of minified JSON.</summary>
    public const int MaxDataBytes = 8 * 1024;

    /// <summary>Escapes only what JSON requires: the texts are never embedded in HTML, and a Japanese name keeps its length.</summary>
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Id(0)]
    private readonly byte[] _utf8;

    private JsonText(byte[] utf8) => _utf8 = utf8;

    /// <summary>The value's text in UTF-8, without white space between tokens.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>The text's length in bytes.</summary>
    public int Length => _utf8.Length;

    /// <summary>Wraps bytes that are known to be one minified JSON value; takes ownership of the array.</summary>
    public static JsonText FromTrusted(byte[] utf8) => new(utf8);

    /// <summary>Copies one JSON value, minified.</summary>
    public static JsonText From(JsonElement element) => Write(element.WriteTo);

    /// <summary>Copies one JSON value, minified; later changes to <paramref name="node"/> have no effect.</summary>
    public static JsonText From(JsonNode node) => Write(writer => node.WriteTo(writer));

    /// <inheritdoc cref="From(JsonNode)"/>
    [SuppressMessage("Usage", "CA2225", Justification = "The alternative is From.")]
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator JsonText?(JsonObject? value) => value is null ? null : From(value);

    /// <summary>Creates a value from what <paramref name="write"/> writes, which must be one JSON value.</summary>
    public static JsonText Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            write(writer);
        return new(buffer.ToArray());
    }

    /// <summary>Parses a text.</summary>
    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static JsonText Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return From(document.RootElement);
    }

    /// <summary>The value as an element to read fields from.</summary>
    public JsonElement ToElement() => JsonElement.Parse(_utf8);

    /// <summary>Parses the value. The caller disposes the document.</summary>
    public JsonDocument ToDocument() => JsonDocument.Parse(_utf8);

    /// <inheritdoc/>
    public bool Equals(JsonText? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonText);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    /// <summary>Reads any value, minified; writes the bytes as they are.</summary>
    public sealed class Converter : JsonConverter<JsonText>
    {
        /// <inheritdoc/>
        public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return From(document.RootElement);
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value._utf8, skipInputValidation: true);
    }
}
