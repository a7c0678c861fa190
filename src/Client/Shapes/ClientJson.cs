using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Streams.Client;

/// <summary>
/// How the contract's shapes are read and written: <c>snake_case</c>, absent values left out, unknown fields ignored, a missing field an error.
/// The shapes are this library's own. Those of the server's Grains.Interfaces are made for Orleans: referring to it would bring Orleans, its code
/// generator and some thirty packages into every agent. And a client outlives its server's version: where the server refuses what it does not know,
/// a client reads it as <c>Unknown</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(TermConverter<GoalStatus>), typeof(TermConverter<ActivityType>), typeof(TermConverter<AgentStatus>)])]
[JsonSerializable(typeof(NewGoal))]
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
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Unwatched))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON demands: the server counts bytes, and a Japanese name would be twice as long.</summary>
    public static ClientJson Compact => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
