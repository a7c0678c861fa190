using System.Text.Json.Serialization;
using Streams.Api.Http.OpenApi;
using Streams.Contract;
using Streams.Silo.Health;

namespace Streams.Api.Http.Json;

/// <summary>The shapes of HTTP only: envelopes, and requests for the API description. The contract's shapes come from <see cref="ContractJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamReply))]
[JsonSerializable(typeof(CreatedReply))]
[JsonSerializable(typeof(StreamsReply))]
[JsonSerializable(typeof(ProgressReply))]
[JsonSerializable(typeof(ActivitiesReply))]
[JsonSerializable(typeof(MilestonesReply))]
[JsonSerializable(typeof(ItemsReply))]
[JsonSerializable(typeof(AgentReply))]
[JsonSerializable(typeof(AgentsReply))]
[JsonSerializable(typeof(ExecutionReply))]
[JsonSerializable(typeof(HealthReply))]
[JsonSerializable(typeof(ReadinessReply))]
[JsonSerializable(typeof(NewStream))]
[JsonSerializable(typeof(StreamPatch))]
[JsonSerializable(typeof(NewAgent))]
[JsonSerializable(typeof(ReportsBody))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class WireJson : JsonSerializerContext;
