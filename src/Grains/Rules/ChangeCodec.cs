using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.Grains.Rules;

/// <summary>Converts between the rules' changes and the log's records.</summary>
internal static class ChangeCodec
{
    public static LogRecord ToRecord(StreamChange change) => new(
        new StreamEvent(change.Seq, change.Event, ContractJson.ToText(change.Payload), change.At),
        change.ReportId,
        change.Note is null ? null : JsonText.FromTrusted(JsonSerializer.SerializeToUtf8Bytes(change.Note, NoteJson.Default.ChangeNote)));

    /// <exception cref="JsonException">The record was not written by <see cref="ToRecord"/>.</exception>
    public static StreamChange ToChange(LogRecord record) => new(
        record.Seq,
        record.Event.Event,
        ContractJson.FromText(record.Event.Payload, record.Event.Event.Payload() ?? throw new UnreachableException($"{record.Event.Event} is not an event")),
        record.Event.At,
        record.Note is null ? null : JsonSerializer.Deserialize(record.Note.Utf8.Span, NoteJson.Default.ChangeNote))
    {
        ReportId = record.ReportId,
    };
}

/// <summary>The format of notes. Short, because they are stored in every log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ChangeNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
