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
        new StreamEvent(change.Seq, change.Event, ToText(change.Payload), change.At),
        change.ReportId,
        change.Note is null ? null : JsonText.FromTrusted(JsonSerializer.SerializeToUtf8Bytes(change.Note, NoteJson.Default.ChangeNote)));

    /// <exception cref="JsonException">The record was not written by <see cref="ToRecord"/>.</exception>
    public static StreamChange ToChange(LogRecord record) => new(
        record.Seq,
        record.Event.Event,
        FromText(record.Event),
        record.Event.At,
        record.Note is null ? null : JsonSerializer.Deserialize(record.Note.Utf8.Span, NoteJson.Default.ChangeNote))
    {
        ReportId = record.ReportId,
    };

    private static JsonText ToText(object payload) => payload switch
    {
        Progress progress => ContractJson.ToText(progress),
        AgentActivity activity => ContractJson.ToText(activity),
        Milestone milestone => ContractJson.ToText(milestone),
        ProgressStream stream => ContractJson.ToText(stream),
        Item item => ContractJson.ToText(item),
        _ => throw new UnreachableException($"{payload.GetType().Name} is not a payload"),
    };

    private static object FromText(StreamEvent change) => change.Event switch
    {
        EventName.ProgressUpdate => ContractJson.FromText<Progress>(change.Payload),
        EventName.AgentActivity => ContractJson.FromText<AgentActivity>(change.Payload),
        EventName.Milestone => ContractJson.FromText<Milestone>(change.Payload),
        EventName.StreamUpdated => ContractJson.FromText<ProgressStream>(change.Payload),
        EventName.ItemAdded or EventName.ItemUpdated => ContractJson.FromText<Item>(change.Payload),
        _ => throw new UnreachableException($"{change.Event} is not an event"),
    };
}

/// <summary>The format of notes. Short, because they are stored in every log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ChangeNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
