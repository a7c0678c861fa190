using System.Buffers;
using System.Text;
using System.Text.Json;
using MessagePack;
using Streams.Api.Http.Json;

namespace Streams.Api.Live;

/// <summary>Converts between MessagePack and JSON, so that hub calls have one meaning in both protocols.</summary>
internal static class MessagePackJson
{
    /// <summary>Reads any value that JSON has too. Throws if it has binary data, an extension or a key that is not text, or is nested too deeply: the call then fails.</summary>
    public static JsonElement Read(ref MessagePackReader reader, MessagePackSecurity security)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            Copy(ref reader, writer, security);
        return JsonElement.Parse(json.WrittenSpan);
    }

    public static void Write(ref MessagePackWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var property in value.EnumerateObject())
                {
                    writer.Write(property.Name);
                    Write(ref writer, property.Value);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                    Write(ref writer, item);
                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                writer.Write(number);
                break;
            case JsonValueKind.Number when value.TryGetUInt64(out var number):
                writer.Write(number);
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void Copy(ref MessagePackReader reader, Utf8JsonWriter json, MessagePackSecurity security)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                security.DepthStep(ref reader);
                json.WriteStartObject();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    json.WritePropertyName(reader.ReadString() ?? throw new MessagePackSerializationException("A key is nil."));
                    Copy(ref reader, json, security);
                }

                json.WriteEndObject();
                reader.Depth--;
                break;
            case MessagePackType.Array:
                security.DepthStep(ref reader);
                json.WriteStartArray();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                    Copy(ref reader, json, security);
                json.WriteEndArray();
                reader.Depth--;
                break;
            case MessagePackType.String:
                CopyText(ref reader, json);
                break;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                json.WriteNumberValue(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                json.WriteNumberValue(reader.ReadInt64());
                break;
            case MessagePackType.Float when reader.ReadDouble() is var number && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case MessagePackType.Boolean:
                json.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                json.WriteNullValue();
                break;
            // As JSON.stringify does; the number was read above.
            case MessagePackType.Float:
                json.WriteNullValue();
                break;
            default:
                throw new MessagePackSerializationException($"JSON has no {reader.NextMessagePackType} values.");
        }
    }

    private static void CopyText(ref MessagePackReader reader, Utf8JsonWriter json)
    {
        var text = reader.ReadStringSequence()!.Value.ToArray();
        UnicodeText.ReplaceEncodedSurrogates(text);

        // Replaces what else is not UTF-8.
        json.WriteStringValue(Encoding.UTF8.GetString(text));
    }
}
