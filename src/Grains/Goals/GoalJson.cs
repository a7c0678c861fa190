using System.Text.Json.Serialization;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Goals;

/// <summary>How a stored reply is written: with the contract's names and times.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<GoalStatus>)])]
[JsonSerializable(typeof(StreamWithAgents))]
internal sealed partial class GoalJson : JsonSerializerContext;
