using System.Text.Json.Serialization;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Goals;

/// <summary>Serializes stored replies with the contract's names and time format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<GoalStatus>)])]
[JsonSerializable(typeof(StreamWithAgents))]
internal sealed partial class GoalJson : JsonSerializerContext;
